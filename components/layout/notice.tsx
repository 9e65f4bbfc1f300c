import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

const ICONS = { info: Info, good: CircleCheck, wait: CircleAlert, bad: CircleAlert };

/** A note about the whole page, above its content. */
export function Notice({ tone = 'info', children }: { tone?: keyof typeof ICONS; children: ReactNode }) {
  const Icon = ICONS[tone];
  return (
    <div
      className={cn(
        'mb-5 flex gap-2.5 rounded-card px-4 py-3',
        tone === 'info' && 'border bg-card text-soft',
        tone === 'good' && 'bg-good-tint text-good',
        tone === 'wait' && 'bg-wait-tint text-wait',
        tone === 'bad' && 'bg-bad-tint text-bad',
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      <p className="min-w-0">{children}</p>
    </div>
  );
}

/** A highlighted note inside a section. */
export function Callout({ tone = 'info', children }: { tone?: 'info' | 'wait' | 'bad' | 'good'; children: ReactNode }) {
  return (
    <p
      className={cn(
        'rounded-control px-3 py-2 break-words',
        tone === 'info' && 'bg-hover text-soft',
        tone === 'wait' && 'bg-wait-tint text-wait',
        tone === 'bad' && 'bg-bad-tint text-bad',
        tone === 'good' && 'bg-good-tint text-good',
      )}
    >
      {children}
    </p>
  );
}
