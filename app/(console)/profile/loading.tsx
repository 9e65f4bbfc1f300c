import { HeaderSkeleton, LoadingPage, SectionsSkeleton } from '@/components/layout/page';

export default function Loading() {
  return (
    <LoadingPage>
      <HeaderSkeleton />
      <SectionsSkeleton height="h-24" />
    </LoadingPage>
  );
}
