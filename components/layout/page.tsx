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

type LoadingPageProps = { wide?: boolean; children: ReactNode };

/** The skeleton of a page. */
export function LoadingPage({ wide = false, children }: LoadingPageProps) {
  return (
    <PageMain wide={wide}>
      <output className="block">
        <span className="sr-only">Loading…</span>
        {children}
      </output>
    </PageMain>
  );
}

/** The skeleton of a title with the purpose of the page. */
export function HeaderSkeleton() {
  return (
    <>
      <Skeleton className="h-8 w-44" />
      <Skeleton className="mt-3 h-4 w-full max-w-96" />
    </>
  );
}

const SECTIONS = ['first', 'second', 'third'];

/** The skeleton of three sections with a navigation at their right. `height` is the class of their content's height. */
export function SectionsSkeleton({ height }: { height: string }) {
  return (
    <div className="mt-6 space-y-4 lg:mr-46">
      {SECTIONS.map((section) => (
        <div key={section} className="rounded-card border bg-card p-5">
          <Skeleton className="h-5 w-36" />
          <Skeleton className="mt-3 h-4 w-full max-w-md" />
          <Skeleton className={cn('mt-5 w-full', height)} />
        </div>
      ))}
    </div>
  );
}

const ROWS = [...SECTIONS, 'fourth', 'fifth', 'sixth'];

/** The skeleton of a page with a header and a table. */
function TablePageLoading({ wide }: { wide: boolean }) {
  return (
    <LoadingPage wide={wide}>
      <HeaderSkeleton />
      <div className="mt-6 rounded-card border bg-card">
        {ROWS.map((row) => (
          <div key={row} className="flex h-14 items-center gap-6 border-b px-4 last:border-b-0">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="hidden h-4 w-32 sm:block" />
            <Skeleton className="ml-auto h-4 w-20" />
          </div>
        ))}
      </div>
    </LoadingPage>
  );
}

/** `loading.tsx` of wide pages. */
export function WidePageLoading() {
  return <TablePageLoading wide />;
}

/** `loading.tsx` of pages without a table. */
export function NarrowPageLoading() {
  return <TablePageLoading wide={false} />;
}
