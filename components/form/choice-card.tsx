import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

type ChoiceCardProps = Omit<ComponentProps<'input'>, 'title'> & { title: ReactNode };

/** A radio button or checkbox as a card with title and description. */
export function ChoiceCard({ title, children, className, type = 'radio', ...input }: ChoiceCardProps) {
  return (
    <label
      className={cn(
        'flex gap-3 rounded-control border p-3 transition-colors duration-150 has-checked:border-accent has-checked:bg-accent-tint has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent has-enabled:cursor-pointer has-enabled:not-has-checked:hover:bg-hover',
        className,
      )}
    >
      <input type={type} className="mt-0.5 size-4 shrink-0 accent-(--accent) focus-visible:outline-none" {...input} />
      <span className="min-w-0">
        <span className="block font-medium">{title}</span>
        {children && <span className="mt-0.5 block text-small text-soft">{children}</span>}
      </span>
    </label>
  );
}
