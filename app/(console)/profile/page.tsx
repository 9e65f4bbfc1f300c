import type { Metadata } from 'next';
import { PageHeader, PageMain } from '@/components/layout/page';
import { ScrollToHash } from '@/components/layout/scroll-to-hash';
import { SectionNav } from '@/components/layout/section-nav';
import { ROLE_NAMES } from '@/lib/access/actor';
import { listPasskeys } from '@/lib/auth/passkeys/queries';
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/schema';
import { requireUser } from '@/lib/auth/session';
import { listSessions, listSignedOutDevices } from '@/lib/auth/sessions';
import { findTwoFactor } from '@/lib/auth/two-factor/queries';
import { routes } from '@/lib/base/routes';
import { PasskeysSection } from './passkeys-section';
import { PasswordSection } from './password-section';
import { SessionsSection } from './sessions-section';
import { TwoFactorSection } from './two-factor-section';

export const metadata: Metadata = { title: 'Your profile' };

const SECTIONS = [
  { id: 'password', title: 'Password' },
  { id: 'passkeys', title: 'Passkeys' },
  { id: 'two-factor', title: 'Two-factor sign-in' },
  { id: 'sessions', title: 'Sessions' },
];

export default async function ProfilePage() {
  const user = await requireUser(routes.profile());
  const [twoFactor, passkeys, sessions, devices] = await Promise.all([
    findTwoFactor(user),
    listPasskeys(user),
    listSessions(user),
    listSignedOutDevices(user),
  ]);
  const now = new Date().toISOString();
  return (
    <PageMain>
      <PageHeader
        title="Your profile"
        purpose={
          <span className="break-words">
            {user.email} · {ROLE_NAMES[user.role]} of {user.accountName}
          </span>
        }
      />
      <div className="flex gap-8">
        <div className="grid min-w-0 flex-1 gap-4">
          <PasswordSection email={user.email} minPasswordLength={MIN_PASSWORD_LENGTH} />
          <PasskeysSection passkeys={passkeys} email={user.email} now={now} />
          <TwoFactorSection twoFactor={twoFactor} email={user.email} now={now} />
          <SessionsSection sessions={sessions} devices={devices} now={now} />
        </div>
        <SectionNav sections={SECTIONS} />
      </div>
      <ScrollToHash />
    </PageMain>
  );
}
