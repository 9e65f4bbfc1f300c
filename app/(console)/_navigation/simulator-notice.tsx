'use client';

import { Popover } from 'radix-ui';
import type { ReactElement } from 'react';
import type { SimulatorNotice } from '@/lib/carriers/simulator-notice';

/** The explanation of the simulator badge. A popover, because a tooltip does not open by touch. */
export function SimulatorPopover({ notice, trigger }: { notice: SimulatorNotice; trigger: ReactElement }) {
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
          <Explanation notice={notice} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Explanation({ notice }: { notice: SimulatorNotice }) {
  switch (notice.kind) {
    case 'no_carrier':
      return (
        <>
          <p className="font-medium text-ink">No carrier is connected.</p>
          <p className="mt-1">Messages go to the built-in simulator; nothing leaves this machine.</p>
        </>
      );
    case 'no_route':
      return (
        <>
          <p className="font-medium text-ink">No live route exists.</p>
          <p className="mt-1">
            Live messages are refused with no_route until the operator adds a route to a carrier. Test keys use the
            simulator.
          </p>
        </>
      );
    case 'routes':
      return (
        <>
          <p className="font-medium text-ink">Some live messages are not sent.</p>
          <p className="mt-1">These routes lead to the built-in simulator:</p>
          <ul className="mt-1 list-disc pl-4">
            {notice.routes.map((route) => (
              <li key={route} className="break-words">
                {route}
              </li>
            ))}
          </ul>
        </>
      );
  }
}
