import type { Metadata } from 'next';
import { PageHeader, PageMain } from '@/components/layout/page';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { WebhookTabs } from '../_shared/webhook-tabs';
import { VerifyForm } from './verify-form';

export const metadata: Metadata = { title: 'Verify a signature · Webhooks' };

export default async function VerifyPage() {
  await requireUser(routes.verifySignature());
  return (
    <PageMain>
      <PageHeader
        title="Verify a signature"
        purpose="Paste what your server received, and see whether the signature is right and, if not, why."
      />
      <WebhookTabs current="verify" />
      <VerifyForm />
    </PageMain>
  );
}
