import { type ReactNode, useId } from 'react';
import { cn } from './cn';

type TooltipProps = { content: ReactNode; children: ReactNode; className?: string };

/** Shows more information on hover, focus and touch. */
export function Tooltip({ content, children, className }: TooltipProps) {
  const id = useId();
  return (
    <span className="group/tooltip relative inline-flex max-w-full">
      <button
        type="button"
        aria-describedby={id}
        className={cn('max-w-full cursor-default! rounded-[4px] text-left', className)}
      >
        {children}
      </button>
      <span
        role="tooltip"
        id={id}
        className="floating absolute top-full left-0 z-20 mt-1.5 hidden w-max max-w-64 rounded-control border bg-card px-3 py-2 text-small text-soft shadow-float group-hover/tooltip:block group-focus-within/tooltip:block"
      >
        {content}
      </span>
    </span>
  );
}
