'use client';

import { RadioTower } from 'lucide-react';
import { Popover } from '@/components/ui/popover';

/** Stands in the bar while no real carrier is connected: nobody shall wait for an SMS that nobody sends. */
export function SimulatorBadge() {
  return (
    <Popover
      trigger={
        <button
          type="button"
          aria-label="Simulator: no carrier is connected"
          className="relative flex h-6 items-center gap-1.5 rounded-full bg-wait-tint px-2.5 text-small font-medium text-wait before:absolute before:-inset-1"
        >
          <RadioTower aria-hidden className="size-3.5" strokeWidth={1.75} />
          <span className="max-sm:sr-only">Simulator</span>
        </button>
      }
    >
      <p className="font-medium text-ink">No carrier is connected.</p>
      <p className="mt-1">Messages go to the built-in simulator; nothing leaves this machine.</p>
    </Popover>
  );
}
