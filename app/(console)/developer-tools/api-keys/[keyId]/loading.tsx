import { LoadingPage, SectionsSkeleton, Skeleton } from '@/components/layout/page';

/** The skeleton of a key's page. */
export default function Loading() {
  return (
    <LoadingPage>
      <Skeleton className="h-4 w-20" />
      <Skeleton className="mt-4 h-8 w-64 max-w-full" />
      <Skeleton className="mt-3 h-4 w-96 max-w-full" />
      <Skeleton className="mt-6 h-20 w-full rounded-card" />
      <SectionsSkeleton height="h-40" />
    </LoadingPage>
  );
}
