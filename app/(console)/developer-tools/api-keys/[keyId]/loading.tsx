import { PageMain, Skeleton } from '@/components/layout/page';

const SECTIONS = ['usage', 'restriction', 'sending'];

/** The skeleton of a key's page. */
export default function Loading() {
  return (
    <PageMain>
      <output className="block">
        <span className="sr-only">Loading…</span>
        <Skeleton className="h-4 w-20" />
        <Skeleton className="mt-4 h-8 w-64 max-w-full" />
        <Skeleton className="mt-3 h-4 w-96 max-w-full" />
        <Skeleton className="mt-6 h-20 w-full rounded-card" />
        <div className="mt-5 space-y-4 lg:mr-46">
          {SECTIONS.map((section) => (
            <div key={section} className="rounded-card border bg-card p-5">
              <Skeleton className="h-5 w-32" />
              <Skeleton className="mt-3 h-4 w-full max-w-md" />
              <Skeleton className="mt-5 h-40 w-full" />
            </div>
          ))}
        </div>
      </output>
    </PageMain>
  );
}
