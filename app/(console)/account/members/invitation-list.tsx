import { Time } from '@/components/ui/time';
import { ROLE_NAMES } from '@/lib/access/actor';
import type { InvitationView } from '@/lib/accounts/invitations/queries';
import { RevokeButton } from './member-actions';

type InvitationListProps = {
  invitations: InvitationView[];
  /** Whether there are older invitations that are not shown. */
  more: boolean;
  now: string;
  /** Whether the user may revoke invitations. */
  revokes: boolean;
};

/** The invitations that have not been accepted. */
export function InvitationList({ invitations, more, now, revokes }: InvitationListProps) {
  if (invitations.length === 0) return null;
  return (
    <section aria-labelledby="invitations" className="mt-8">
      <h2 id="invitations" className="text-title">
        Open invitations
      </h2>
      <p className="mt-1 mb-3 text-soft">Links that have not been used. Each works once.</p>
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
            {revokes && <RevokeButton id={invitation.id} email={invitation.email} />}
          </li>
        ))}
      </ul>
      {more && <p className="mt-2 text-small text-soft">Only the 100 newest are shown.</p>}
    </section>
  );
}
