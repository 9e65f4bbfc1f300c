import { PageMain } from '@/components/layout/page-main';
import { PageSkeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <PageMain wide>
      <PageSkeleton />
    </PageMain>
  );
}
