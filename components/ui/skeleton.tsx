import { cn } from './cn';

const ROWS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-pulse rounded-[6px] bg-hover', className)} />;
}

/** The shape of a page with a head and a table, while it is being made. */
export function PageSkeleton() {
  return (
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
  );
}
