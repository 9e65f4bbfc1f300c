'use client';

import { CircleAlert, CircleCheck } from 'lucide-react';
import { Toaster } from 'sonner';

/** The toasts: at the top right over the bar, one at a time, never over the page's primary action. */
export function Toasts() {
  return (
    <Toaster
      position="top-right"
      visibleToasts={1}
      offset={10}
      mobileOffset={10}
      icons={{
        success: <CircleCheck className="size-4 text-good" strokeWidth={1.75} />,
        error: <CircleAlert className="size-4 text-bad" strokeWidth={1.75} />,
      }}
      toastOptions={{
        unstyled: true,
        duration: 6_000,
        classNames: {
          toast:
            'font-sans! flex w-full items-center gap-3 rounded-card border bg-card px-4 py-2.5 text-text text-ink shadow-float sm:w-102',
          content: 'min-w-0 flex-1',
          title: 'font-semibold',
          description: 'text-soft break-words',
          actionButton:
            'h-8 shrink-0 rounded-control border border-line bg-card px-2.5 text-soft transition-colors hover:bg-hover hover:text-ink',
        },
      }}
    />
  );
}
