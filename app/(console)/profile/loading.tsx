import { PageMain, Skeleton } from '@/components/layout/page';

const SECTIONS = ['password', 'two-factor', 'sessions'];

export default function Loading() {
  return (
    <PageMain>
      <output className="block">
        <span className="sr-only">Loading…</span>
        <Skeleton className="h-8 w-44" />
        <Skeleton className="mt-3 h-4 w-full max-w-96" />
        <div className="mt-6 space-y-4 lg:mr-44">
          {SECTIONS.map((section) => (
            <div key={section} className="rounded-card border bg-card p-5">
              <Skeleton className="h-5 w-36" />
              <Skeleton className="mt-3 h-4 w-full max-w-md" />
              <Skeleton className="mt-5 h-24 w-full" />
            </div>
          ))}
        </div>
      </output>
    </PageMain>
  );
}
