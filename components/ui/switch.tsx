'use client';

import type { ComponentProps } from 'react';
import { cn } from './cn';

type SwitchProps = Omit<ComponentProps<'button'>, 'onClick' | 'onChange'> & {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
};

/** A switch that applies immediately. */
export function Switch({ checked, onCheckedChange, className, ...props }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      data-state={checked ? 'checked' : 'unchecked'}
      onClick={() => onCheckedChange(!checked)}
      className={cn(
        'relative h-4.5 w-7.5 shrink-0 rounded-full bg-off transition-colors duration-150 before:absolute before:-inset-2.5 disabled:cursor-not-allowed disabled:opacity-60 aria-checked:bg-good',
        className,
      )}
      {...props}
    >
      <span
        aria-hidden
        className={cn(
          'block size-3.5 rounded-full bg-card shadow-sm transition-transform duration-150',
          checked ? 'translate-x-3.5' : 'translate-x-0.5',
        )}
      />
    </button>
  );
}
