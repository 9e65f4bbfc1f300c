import type { Metadata } from 'next';
import { PageHeader, PageMain } from '@/components/layout/page';
import { ErrorTable } from '@/components/reference/reference-parts';

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
