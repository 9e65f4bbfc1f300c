'use client';

import { Popover } from 'radix-ui';
import type { ReactElement } from 'react';

/** The explanation of the simulator badge. A popover, because a tooltip does not open by touch. */
export function SimulatorNotice({ trigger }: { trigger: ReactElement }) {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="Simulator"
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="floating z-50 w-80 max-w-[calc(100vw-24px)] rounded-card border bg-card p-4 text-soft shadow-float focus-visible:outline-none"
        >
          <p className="font-medium text-ink">No carrier is connected.</p>
          <p className="mt-1">Messages go to the built-in simulator; nothing leaves this machine.</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
