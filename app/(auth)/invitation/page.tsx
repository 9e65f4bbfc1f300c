import type { Metadata } from 'next';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { ROLE_NAMES, type UserActor } from '@/lib/access/actor';
import { type FoundInvitation, findInvitation } from '@/lib/accounts/invitations/queries';
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/schema';
import { findUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { ChoosePasswordForm } from './choose-password-form';
import { InvalidInvitation } from './invalid-invitation';
import { JoinButton, SignOutButton } from './join-button';

// The link is a secret: it must not appear in a Referer header.
export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer' };

type InvitationPageProps = { searchParams: Promise<{ token?: string | string[] }> };

export default async function InvitationPage({ searchParams }: InvitationPageProps) {
  const { token } = await searchParams;
  if (typeof token !== 'string') return <InvalidInvitation state="unknown" />;
  const [invitation, user] = await Promise.all([findInvitation(token), findUser()]);
  if (invitation?.state !== 'open') return <InvalidInvitation state={invitation?.state ?? 'unknown'} />;
  const { accountName, invitedBy, role, email } = invitation;
  return (
    <>
      <h1 className="text-title wrap-anywhere">Join {accountName}</h1>
      <p className="mt-1 mb-5 wrap-anywhere text-soft">
        <span className="font-medium text-ink">{invitedBy}</span> invites{' '}
        <span className="font-medium text-ink">{email}</span> to the account{' '}
        <span className="font-medium text-ink">{accountName}</span> as{' '}
        <span className="font-medium text-ink">{ROLE_NAMES[role]}</span>.
      </p>
      <NextStep invitation={invitation} user={user} token={token} />
    </>
  );
}

type NextStepProps = { invitation: FoundInvitation; user: UserActor | null; token: string };

/** The next step of this visitor to become a member. */
function NextStep({ invitation, user, token }: NextStepProps) {
  const { accountName, email, userExists } = invitation;
  if (user?.email === email) return <JoinButton accountName={accountName} token={token} />;
  if (user) {
    return (
      <>
        <p className="mb-5 wrap-anywhere text-soft">
          You are signed in as <span className="font-medium text-ink">{user.email}</span>. Only {email} can accept this
          invitation.
        </p>
        <SignOutButton />
      </>
    );
  }
  if (!userExists) return <ChoosePasswordForm token={token} email={email} minPasswordLength={MIN_PASSWORD_LENGTH} />;
  return (
    <>
      <p className="mb-5 text-soft">You already have a user in this installation. Sign in to continue.</p>
      <Button asChild variant="primary" className="w-full">
        <Link href={routes.signIn(routes.invitation(token))}>Sign in to join</Link>
      </Button>
    </>
  );
}
