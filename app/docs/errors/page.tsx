import type { Metadata } from 'next';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { ErrorTable } from '@/components/problems/error-table';

export const metadata: Metadata = { title: 'Error codes' };

export default function ErrorCodesPage() {
  return (
    <PageMain>
      <PageHeader
        title="Error codes"
        purpose="What the API answers when it refuses a request. A code never changes its meaning."
      />
      <ErrorTable />
    </PageMain>
  );
}
