import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn';

const badge = cva(
  'inline-flex shrink-0 items-center gap-1.5 rounded-full px-2 py-0.5 text-small font-medium whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        accent: 'bg-accent-tint text-accent',
        good: 'bg-good-tint text-good',
        wait: 'bg-wait-tint text-wait',
        bad: 'bg-bad-tint text-bad',
        neutral: 'bg-hover text-soft',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

export type BadgeTone = NonNullable<VariantProps<typeof badge>['tone']>;

export function Badge({ tone, className, ...props }: ComponentProps<'span'> & { tone?: BadgeTone }) {
  return <span className={cn(badge({ tone }), className)} {...props} />;
}
