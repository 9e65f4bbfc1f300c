import { KeySkeleton } from '@/components/keys/detail/key-skeleton';
import { PageMain } from '@/components/layout/page-main';

export default function Loading() {
  return (
    <PageMain>
      <KeySkeleton />
    </PageMain>
  );
}
