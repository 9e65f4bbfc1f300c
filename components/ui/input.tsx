import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';

const box =
  'w-full rounded-control border border-line bg-card px-3 text-ink transition-[border-color,box-shadow] duration-150 focus-visible:border-accent focus-visible:ring-3 focus-visible:ring-accent-tint focus-visible:outline-none aria-invalid:border-bad disabled:opacity-60';

// 16 px below 640 px: iOS zooms into anything smaller.
export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input className={cn(box, 'h-9.5 text-base sm:text-text', className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea className={cn(box, 'min-h-15 resize-y py-2 text-base sm:text-text', className)} {...props} />;
}

export function Select({ className, ...props }: ComponentProps<'select'>) {
  return (
    <span className={cn('relative inline-flex min-w-0', className)}>
      <select className={cn(box, 'h-9 appearance-none truncate pr-9 text-base sm:text-text')} {...props} />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-2.5 right-2.5 size-4 text-soft"
        strokeWidth={1.75}
      />
    </span>
  );
}
