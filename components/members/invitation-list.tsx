import { Time } from '@/components/ui/time';
import type { InvitationView } from '@/lib/accounts/invitations/queries';
import { ROLE_NAMES } from '@/lib/auth/actor';
import type { MemberActions } from './member-actions';
import { RevokeButton } from './revoke-button';

type InvitationListProps = {
  invitations: InvitationView[];
  /** Whether there are older ones that are not shown. */
  more: boolean;
  now: string;
  /** Null for somebody who may only look. */
  revoke: MemberActions['revoke'] | null;
};

/** Who has been invited and has not come yet. */
export function InvitationList({ invitations, more, now, revoke }: InvitationListProps) {
  if (invitations.length === 0) return null;
  return (
    <section aria-labelledby="invitations" className="mt-8">
      <h2 id="invitations" className="text-title">
        Open invitations
      </h2>
      <p className="mt-1 mb-3 text-soft">Links that were passed on and not used yet. Each works once.</p>
      <ul className="rounded-card border bg-card">
        {invitations.map((invitation) => (
          <li
            key={invitation.id}
            className="flex min-h-14 items-center gap-4 border-b py-2 pr-3 pl-4 last:border-b-0 hover:bg-hover"
          >
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium" title={invitation.email}>
                {invitation.email}
              </p>
              <p className="text-small text-soft">
                {ROLE_NAMES[invitation.role]} · invited by {invitation.invitedBy} ·{' '}
                <span className="whitespace-nowrap">
                  valid until <Time at={invitation.expiresAt.toISOString()} now={now} show="date" />
                </span>
              </p>
            </div>
            {revoke && <RevokeButton id={invitation.id} email={invitation.email} revoke={revoke} />}
          </li>
        ))}
      </ul>
      {more && <p className="mt-2 text-small text-soft">Only the 100 newest are shown.</p>}
    </section>
  );
}
