import type { Metadata } from 'next';
import { Notice } from '@/components/layout/notice';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { DefaultsForm } from '@/components/sending/defaults-form';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/routes';
import { listApprovedSenders } from '@/lib/senders/queries';
import { getSendingDefaults } from '@/lib/sending/queries';
import { readTableAction } from '../../developer-tools/auto-replace/actions';
import { setSendingDefaultsAction } from './actions';

export const metadata: Metadata = { title: 'Sending defaults' };

export default async function SendingDefaultsPage() {
  const user = await requireUser(routes.sendingDefaults());
  return (
    <PageMain>
      <PageHeader
        title="Sending defaults"
        purpose="What counts for all keys of the account. The request overrules the key, the key overrules what is set here."
      />
      {can(user, 'account:configure') ? (
        <Own user={user} />
      ) : (
        <Notice>Only administrators of the account set what counts for all its keys.</Notice>
      )}
    </PageMain>
  );
}

async function Own({ user }: { user: UserActor }) {
  const [defaults, approved] = await Promise.all([getSendingDefaults(user), listApprovedSenders(user)]);
  return (
    <DefaultsForm defaults={defaults} approved={approved} readTable={readTableAction} save={setSendingDefaultsAction} />
  );
}
