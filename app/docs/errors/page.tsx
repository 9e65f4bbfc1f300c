import type { Metadata } from 'next';
import { PageHeader, PageMain } from '@/components/layout/page';
import { ErrorTable } from '@/components/reference/reference-parts';

export const metadata: Metadata = { title: 'Error codes' };

export default function ErrorCodesPage() {
  return (
    <PageMain>
      <PageHeader
        title="Error codes"
        purpose="The reasons why the API refuses requests. The meaning of a code never changes."
      />
      <ErrorTable />
    </PageMain>
  );
}
