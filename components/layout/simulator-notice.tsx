'use client';

import { Popover } from '@/components/ui/popover';
import { SimulatorButton } from './simulator-button';

export function SimulatorNotice() {
  return (
    <Popover trigger={<SimulatorButton />} label="Simulator">
      <p className="font-medium text-ink">No carrier is connected.</p>
      <p className="mt-1">Messages go to the built-in simulator; nothing leaves this machine.</p>
    </Popover>
  );
}
