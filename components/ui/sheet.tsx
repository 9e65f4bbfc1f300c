'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button';

export const Sheet = Radix.Root;
export const SheetTrigger = Radix.Trigger;

/** A panel from the left edge: the navigation of small screens. */
export function SheetContent({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="veil fixed inset-0 z-40 bg-[oklch(0.2_0.01_250/0.45)]" />
      <Radix.Content
        aria-describedby={undefined}
        className="veil fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] overflow-y-auto border-r bg-card p-3 shadow-float focus-visible:outline-none"
      >
        <div className="flex items-center justify-between py-1 pl-3">
          <Radix.Title className="font-semibold">{title}</Radix.Title>
          <Radix.Close asChild>
            <Button variant="quiet" size="icon" aria-label="Close navigation">
              <X aria-hidden strokeWidth={1.75} />
            </Button>
          </Radix.Close>
        </div>
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}
