'use client';

import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** A few words behind a button: by mouse, keyboard and finger alike, which a tooltip is not. Open from the start. */
export function Popover({ trigger, label, children }: { trigger: ReactNode; label: string; children: ReactNode }) {
  return (
    <Radix.Root defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="floating z-50 w-80 max-w-[calc(100vw-24px)] rounded-card border bg-card p-4 text-soft shadow-float focus-visible:outline-none"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
