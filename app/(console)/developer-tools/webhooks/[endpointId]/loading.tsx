import { HeaderSkeleton, LoadingPage, SectionsSkeleton } from '@/components/layout/page';

export default function EndpointLoading() {
  return (
    <LoadingPage>
      <HeaderSkeleton />
      <SectionsSkeleton height="h-32" />
    </LoadingPage>
  );
}
