import { Link } from '@/components/ui/link';
import { INVITATION_DAYS, type InvitationState } from '@/lib/accounts/invitations/rules';
import { routes } from '@/lib/base/routes';

type InvalidState = Exclude<InvitationState, 'open'> | 'unknown';

const UNKNOWN = {
  title: 'This link is not valid',
  text: 'It is incomplete, or it was revoked or replaced by a newer one. Ask the person who invited you for the latest link.',
};
const TEXTS: Record<InvalidState, { title: string; text: string }> = {
  unknown: UNKNOWN,
  revoked: UNKNOWN,
  expired: {
    title: 'This invitation has expired',
    text: `Invitations are valid for ${INVITATION_DAYS} days. Ask the person who invited you for a new link.`,
  },
  used: {
    title: 'This invitation was used',
    text: 'Each link works once. If you have used it, sign in.',
  },
};

/** Why the link is not valid, and what to do. */
export function InvalidInvitation({ state }: { state: InvalidState }) {
  const { title, text } = TEXTS[state];
  return (
    <>
      <h1 className="text-title">{title}</h1>
      <p className="mt-2 text-soft">
        {text}{' '}
        {state === 'used' && (
          <Link href={routes.signIn()} className="font-medium text-accent underline underline-offset-2">
            Sign in
          </Link>
        )}
      </p>
    </>
  );
}
