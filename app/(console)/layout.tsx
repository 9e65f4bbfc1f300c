import type { ReactNode } from 'react';
import { TopBar } from '@/components/layout/top-bar';
import { requestedPath, requireUser } from '@/lib/auth/session';
import { hasRealCarrier } from '@/lib/carriers/registry';
import { signOutAction } from './actions';

const ROLE_NAMES = { admin: 'Administrator', advanced: 'Advanced user', basic: 'Basic user' } as const;

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await requireUser(await requestedPath());
  return (
    <div className="min-h-dvh">
      <TopBar
        simulator={!hasRealCarrier()}
        user={{
          username: user.username,
          email: user.email,
          role: ROLE_NAMES[user.role],
          accountName: user.accountName,
          signOut: signOutAction,
        }}
      />
      <div className="flex">{children}</div>
    </div>
  );
}
