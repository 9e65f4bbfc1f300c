import type { Metadata } from 'next';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <PageMain>
      <PageHeader
        title="There is no such error code"
        purpose="The address is mistyped, or the code belongs to another version of Postern."
      />
      <Button asChild variant="primary">
        <Link href={routes.errorCodes()}>Show all error codes</Link>
      </Button>
    </PageMain>
  );
}
