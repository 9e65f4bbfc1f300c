import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

/** The main part of a page, the target of the skip link. `wide` is for tables. */
export function PageMain({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return (
    <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-3.5 py-6 focus-visible:outline-none sm:px-7">
      <div className={cn(wide ? 'mx-auto max-w-400' : 'max-w-content 2xl:mx-auto')}>{children}</div>
    </main>
  );
}

/** The title, one sentence of purpose, and the primary action at the right. */
export function PageHeader({ title, purpose, action }: { title: ReactNode; purpose?: ReactNode; action?: ReactNode }) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-display">{title}</h1>
        {purpose && <p className="mt-1 text-soft">{purpose}</p>}
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </header>
  );
}

/** A gray placeholder for content that is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-pulse rounded-[6px] bg-hover', className)} />;
}

const ROWS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** The skeleton of a page with a header and a table. */
function PageLoading({ wide }: { wide: boolean }) {
  return (
    <PageMain wide={wide}>
      <output className="block">
        <span className="sr-only">Loading…</span>
        <Skeleton className="h-8 w-44" />
        <Skeleton className="mt-3 h-4 w-full max-w-96" />
        <div className="mt-6 rounded-card border bg-card">
          {ROWS.map((row) => (
            <div key={row} className="flex h-14 items-center gap-6 border-b px-4 last:border-b-0">
              <Skeleton className="h-4 w-40" />
              <Skeleton className="hidden h-4 w-32 sm:block" />
              <Skeleton className="ml-auto h-4 w-20" />
            </div>
          ))}
        </div>
      </output>
    </PageMain>
  );
}

/** `loading.tsx` of wide pages. */
export function WidePageLoading() {
  return <PageLoading wide />;
}

/** `loading.tsx` of pages without a table. */
export function NarrowPageLoading() {
  return <PageLoading wide={false} />;
}
