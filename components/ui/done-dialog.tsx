'use client';

import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, DialogContent } from './dialog';

type DoneDialogProps = { title: ReactNode; description: ReactNode; children: ReactNode };

/** Shows what can be seen only now. Nothing but its own button closes it, so that a slip of the hand loses nothing. */
export function DoneDialog({ title, description, children }: DoneDialogProps) {
  const stay = (event: Event) => event.preventDefault();
  return (
    <Dialog open>
      <DialogContent
        title={
          <>
            <CircleCheck aria-hidden className="mb-3 size-5 text-good" strokeWidth={1.75} />
            {title}
          </>
        }
        description={description}
        onEscapeKeyDown={stay}
        onPointerDownOutside={stay}
        onInteractOutside={stay}
      >
        {children}
      </DialogContent>
    </Dialog>
  );
}
