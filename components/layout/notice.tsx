import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

const ICONS = { info: Info, good: CircleCheck, wait: CircleAlert, bad: CircleAlert };

/** A fact about the whole page that people must know before they go on. */
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
