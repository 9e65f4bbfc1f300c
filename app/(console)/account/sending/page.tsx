import type { Metadata } from 'next';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import type { UserActor } from '@/lib/access/actor';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { listOwnNumbers } from '@/lib/received/numbers/queries';
import { listApprovedSenders } from '@/lib/senders/queries';
import { getSendingDefaults } from '@/lib/sending-defaults/queries';
import { DefaultsForm } from './defaults-form';
import { ReceivedSection } from './received-section';

export const metadata: Metadata = { title: 'Sending defaults' };

export default async function SendingDefaultsPage() {
  const user = await requireUser(routes.sendingDefaults());
  return (
    <PageMain>
      <PageHeader
        title="Sending defaults"
        purpose="Defaults for all keys of the account. A request overrides the key, the key overrides these settings."
      />
      {can(user, 'account:configure') ? (
        <Own user={user} />
      ) : (
        <Notice>Only administrators of the account change its sending defaults.</Notice>
      )}
    </PageMain>
  );
}

async function Own({ user }: { user: UserActor }) {
  const [defaults, approved, numbers] = await Promise.all([
    getSendingDefaults(user),
    listApprovedSenders(user),
    listOwnNumbers(user),
  ]);
  return (
    <div className="space-y-4">
      <DefaultsForm defaults={defaults} approved={approved} />
      <ReceivedSection numbers={numbers} dlrUrl={defaults.dlrUrl} accountName={user.accountName} />
    </div>
  );
}
