import type { Metadata } from 'next';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/routes';

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage() {
  await requireUser(routes.overview());
  return (
    <PageMain>
      <PageHeader title="Overview" />
    </PageMain>
  );
}
