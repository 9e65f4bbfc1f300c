import type { ReactNode } from 'react';
import { FollowAccount } from '@/components/layout/account-tabs';
import { SectionsProvider } from '@/components/layout/sections';
import { TopBar } from '@/components/layout/top-bar';
import { listOtherAccounts } from '@/lib/accounts/members/queries';
import { countPending } from '@/lib/accounts/verification/queries';
import { ROLE_NAMES, type UserActor } from '@/lib/auth/actor';
import { can, PERMISSIONS } from '@/lib/auth/permissions';
import { requestedPath, requireUser } from '@/lib/auth/session';
import { hasRealCarrier } from '@/lib/carriers/registry';
import { countPendingSenderIds } from '@/lib/senders/queries';
import { signOutAction, switchAccountAction } from './actions';

/** The navigation tells up to 9, then "9+". */
const MOST_COUNTED = 10;

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await requireUser(await requestedPath());
  const [pendingRequests, pendingSenders] = user.operator
    ? await Promise.all([countPending(user, MOST_COUNTED), countPendingSenderIds(user, MOST_COUNTED)])
    : [0, 0];
  return (
    <SectionsProvider rights={rightsOf(user)} counts={{ pendingRequests, pendingSenders }}>
      <div className="min-h-dvh">
        <TopBar
          simulator={!hasRealCarrier()}
          user={{
            username: user.username,
            email: user.email,
            role: ROLE_NAMES[user.role],
            accountName: user.accountName,
            otherAccounts: await listOtherAccounts(user),
            switchAccount: switchAccountAction,
            signOut: signOutAction,
          }}
        />
        <div className="flex">{children}</div>
        <FollowAccount />
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
