'use client';

import { Dialog as Radix } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

export const Dialog = Radix.Root;
export const DialogClose = Radix.Close;

type DialogContentProps = Omit<ComponentProps<typeof Radix.Content>, 'title'> & {
  title: ReactNode;
  description?: ReactNode;
};

/** A modal of 480 px. On a phone it sits at the lower edge, where the thumb is. */
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
