'use client';

import { CircleCheck } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

export const Dialog = Radix.Root;
export const DialogClose = Radix.Close;

type DialogContentProps = Omit<ComponentProps<typeof Radix.Content>, 'title'> & {
  title: ReactNode;
  description?: ReactNode;
};

/** A modal dialog. On a phone it is at the lower edge, in reach of the thumb. */
export function DialogContent({ title, description, className, children, ...props }: DialogContentProps) {
  const described = description ? {} : { 'aria-describedby': undefined };
  return (
    <Radix.Portal>
      <Radix.Overlay className="veil fixed inset-0 z-40 bg-[oklch(0.2_0.01_250/0.45)] backdrop-blur-[3px]" />
      <Radix.Content
        className={cn(
          'floating fixed inset-x-3 bottom-3 z-50 max-h-[calc(100dvh-24px)] overflow-y-auto rounded-dialog border bg-card p-6 shadow-float focus-visible:outline-none sm:inset-x-0 sm:top-0 sm:m-auto sm:h-fit sm:w-125',
          className,
        )}
        {...described}
        {...props}
      >
        <Radix.Title className="text-title">{title}</Radix.Title>
        {description && <Radix.Description className="mt-1.5 text-soft">{description}</Radix.Description>}
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap items-center justify-end gap-2">{children}</div>;
}

type DoneDialogProps = { title: ReactNode; description: ReactNode; children: ReactNode };

/** Shows a value that is available only once. Only its own button closes it, so that it is not lost by accident. */
export function DoneDialog({ title, description, children }: DoneDialogProps) {
  const keepOpen = (event: Event) => event.preventDefault();
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
        onEscapeKeyDown={keepOpen}
        onPointerDownOutside={keepOpen}
        onInteractOutside={keepOpen}
      >
        {children}
      </DialogContent>
    </Dialog>
  );
}
