import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';

const button = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap transition-colors duration-150 select-none disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-ink text-page hover:bg-ink/88',
        outline: 'border-line bg-card text-soft hover:bg-hover hover:text-ink',
        quiet: 'border-transparent bg-transparent text-soft hover:bg-hover hover:text-ink',
        danger: 'border-transparent bg-bad text-card hover:bg-bad/90',
      },
      size: {
        normal: 'h-9 px-3.5',
        small: 'h-8 px-2.5',
        icon: 'size-8',
      },
    },
    defaultVariants: { variant: 'outline', size: 'normal' },
  },
);

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof button> & { asChild?: boolean };

export function Button({ variant, size, asChild, className, type, ...props }: ButtonProps) {
  const Element = asChild ? Slot.Root : 'button';
  return (
    <Element
      type={asChild ? undefined : (type ?? 'button')}
      className={cn(button({ variant, size }), className)}
      {...props}
    />
  );
}
