import type { Metadata } from 'next';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { BackToWebhooks } from '../_shared/back-link';
import { NewEndpointForm } from './new-endpoint-form';

export const metadata: Metadata = { title: 'New endpoint · Webhooks' };

export default async function NewEndpointPage() {
  const user = await requireUser(routes.newWebhook());
  return (
    <PageMain>
      <BackToWebhooks />
      <PageHeader
        title="New endpoint"
        purpose="A URL that gets the reports of all keys, or of some, in addition to their own."
      />
      {can(user, 'webhooks:manage') ? (
        <NewEndpointForm />
      ) : (
        <Notice>Only administrators of the account add endpoints.</Notice>
      )}
    </PageMain>
  );
}
