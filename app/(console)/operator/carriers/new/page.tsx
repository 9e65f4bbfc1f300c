import type { Metadata } from 'next';
import { PageHeader, PageMain } from '@/components/layout/page';
import { routes } from '@/lib/base/routes';
import { requireOperatorUser } from '../../require-operator';
import { NewCarrier } from './new-carrier';

export const metadata: Metadata = { title: 'New carrier' };

export default async function NewCarrierPage() {
  await requireOperatorUser(routes.operatorNewCarrier());
  return (
    <PageMain>
      <PageHeader title="New carrier" purpose="Connect a provider of SMS. You can test it before you save it." />
      <NewCarrier />
    </PageMain>
  );
}
