import type { ReactNode } from 'react';
import { ROLE_NAMES, type UserActor } from '@/lib/access/actor';
import { can, PERMISSIONS } from '@/lib/access/permissions';
import { listOtherAccounts } from '@/lib/accounts/members/queries';
import { countPending } from '@/lib/accounts/verification/queries';
import { requestedPath, requireUser } from '@/lib/auth/session';
import { findSimulatorNotice } from '@/lib/carriers/simulator-notice';
import { formatPrice } from '@/lib/credit/money';
import { findBalance } from '@/lib/credit/queries';
import { countPendingSenderIds } from '@/lib/senders/queries';
import { ReloadOnAccountSwitch } from './_navigation/account-sync';
import { LiveConnection } from './_navigation/live-connection';
import { SectionsProvider } from './_navigation/navigation';
import { TopBar } from './_navigation/top-bar';

/** The navigation shows up to 9, then "9+". */
const MOST_COUNTED = 10;

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await requireUser(await requestedPath());
  const [pendingRequests, pendingSenders] = user.operator
    ? await Promise.all([countPending(user, MOST_COUNTED), countPendingSenderIds(user, MOST_COUNTED)])
    : [0, 0];
  const credit = await findBalance(user);
  return (
    <SectionsProvider rights={rightsOf(user)} counts={{ pendingRequests, pendingSenders }}>
      <div className="min-h-dvh">
        <TopBar
          simulator={await findSimulatorNotice(user)}
          balance={credit && formatPrice(credit.balance, credit.currency)}
          user={{
            username: user.username,
            email: user.email,
            role: ROLE_NAMES[user.role],
            accountName: user.accountName,
            otherAccounts: await listOtherAccounts(user),
          }}
        />
        <div className="flex">{children}</div>
        <ReloadOnAccountSwitch />
        <LiveConnection renderedAtMs={Date.now()} />
      </div>
    </SectionsProvider>
  );
}

function rightsOf(user: UserActor) {
  return [
    ...PERMISSIONS.filter((permission) => can(user, permission)),
    ...(user.operator ? (['operator'] as const) : []),
  ];
}
