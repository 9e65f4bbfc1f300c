import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

type SectionCardProps = {
  id: string;
  title: string;
  purpose?: ReactNode;
  action?: ReactNode;
  danger?: boolean;
  children: ReactNode;
};

/** A section of a page with its own anchor. */
export function SectionCard({ id, title, purpose, action, danger, children }: SectionCardProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className={cn('min-w-0 scroll-mt-20 rounded-card border bg-card', danger && 'border-bad/40')}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 pt-4 sm:px-5 sm:pt-5">
        <div className="min-w-0">
          <h2 id={`${id}-title`} className="font-semibold">
            {title}
          </h2>
          {purpose && <p className="mt-1 max-w-160 text-soft">{purpose}</p>}
        </div>
        {action}
      </div>
      <div className="px-4 pt-4 pb-4 sm:px-5 sm:pb-5">{children}</div>
    </section>
  );
}

/** A part of a section that is saved separately. */
export function Part({ children }: { children: ReactNode }) {
  return <div className="border-t pt-5 not-first:mt-5 first:border-t-0 first:pt-0">{children}</div>;
}
