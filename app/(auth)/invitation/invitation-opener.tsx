'use client';

import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { ROLE_NAMES } from '@/lib/access/actor';
import type { FoundInvitation } from '@/lib/accounts/invitations/queries';
import { routes } from '@/lib/base/routes';
import { openInvitationAction } from '../actions';
import { LinkPage } from '../link-page';
import { ChoosePasswordForm } from './choose-password-form';
import { InvalidInvitation } from './invalid-invitation';
import { JoinButton, SignOutButton } from './join-button';

export function InvitationOpener({ minPasswordLength }: { minPasswordLength: number }) {
  return (
    <LinkPage open={openInvitationAction}>
      {({ invitation, viewer }, token) =>
        invitation?.state === 'open' ? (
          <Invitation {...{ invitation, viewer, token, minPasswordLength }} />
        ) : (
          <InvalidInvitation state={invitation?.state ?? 'unknown'} />
        )
      }
    </LinkPage>
  );
}

type InvitationProps = {
  invitation: FoundInvitation;
  /** The e-mail address of the signed-in user. */
  viewer: string | null;
  token: string;
  minPasswordLength: number;
};

function Invitation(props: InvitationProps) {
  const { accountName, invitedBy, role, email } = props.invitation;
  return (
    <>
      <h1 className="text-title wrap-anywhere">Join {accountName}</h1>
      <p className="mt-1 mb-5 wrap-anywhere text-soft">
        <span className="font-medium text-ink">{invitedBy}</span> invites{' '}
        <span className="font-medium text-ink">{email}</span> to the account{' '}
        <span className="font-medium text-ink">{accountName}</span> as{' '}
        <span className="font-medium text-ink">{ROLE_NAMES[role]}</span>.
      </p>
      <NextStep {...props} />
    </>
  );
}

/** The next step of this visitor to become a member. */
function NextStep({ invitation, viewer, token, minPasswordLength }: InvitationProps) {
  const { accountName, email, userExists } = invitation;
  if (viewer === email) return <JoinButton accountName={accountName} token={token} />;
  if (viewer !== null) {
    return (
      <>
        <p className="mb-5 wrap-anywhere text-soft">
          You are signed in as <span className="font-medium text-ink">{viewer}</span>. Only {email} can accept this
          invitation.
        </p>
        <SignOutButton />
      </>
    );
  }
  if (userExists === false) {
    return <ChoosePasswordForm token={token} email={email} minPasswordLength={minPasswordLength} />;
  }
  return (
    <>
      <p className="mb-5 text-soft">
        {userExists
          ? 'You already have a user in this installation. Sign in to continue.'
          : 'Sign in to continue. If you have no user in this installation yet, its operator must confirm your address first: ask the person who invited you. You then get a new link.'}
      </p>
      <Button asChild variant="primary" className="w-full">
        <Link href={routes.signIn(routes.invitation())}>Sign in to join</Link>
      </Button>
    </>
  );
}
