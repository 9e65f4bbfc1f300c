'use client';

import { Check, Minus } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';

type CheckboxProps = Omit<ComponentProps<'input'>, 'type'> & { indeterminate?: boolean };

/** A styled native checkbox with an enlarged touch area. */
export function Checkbox({ indeterminate = false, className, ref, ...props }: CheckboxProps) {
  const Mark = indeterminate ? Minus : Check;
  return (
    <span className={cn('relative inline-flex size-4 shrink-0 align-middle', className)}>
      <input
        {...props}
        ref={(input) => {
          if (input) input.indeterminate = indeterminate;
          if (typeof ref === 'function') return ref(input);
          if (ref) ref.current = input;
        }}
        type="checkbox"
        className="peer size-4 appearance-none rounded-[5px] border border-faint bg-card transition-colors duration-150 before:absolute before:-inset-2.5 checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50"
      />
      <Mark
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none absolute inset-0.5 size-3 text-card opacity-0 peer-checked:opacity-100 peer-indeterminate:opacity-100"
      />
    </span>
  );
}
