import Link from 'next/link';
import { INVITATION_DAYS, type InvitationState } from '@/lib/accounts/invitations/rules';
import { routes } from '@/lib/routes';

type EndedState = Exclude<InvitationState, 'open'> | 'unknown';

const UNKNOWN = {
  title: 'This link does not open anything',
  text: 'It is incomplete, or it was revoked or replaced by a newer one. Ask whoever invited you for the latest link.',
};
const WORDS: Record<EndedState, { title: string; text: string }> = {
  unknown: UNKNOWN,
  revoked: UNKNOWN,
  expired: {
    title: 'This invitation is over',
    text: `Invitations are valid for ${INVITATION_DAYS} days. Ask whoever invited you for a new link.`,
  },
  used: {
    title: 'This invitation was used',
    text: 'Each link works once. If you were the one who used it, sign in.',
  },
};

/** Why the link opens nothing, and what to do. */
export function Ended({ state }: { state: EndedState }) {
  const { title, text } = WORDS[state];
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
