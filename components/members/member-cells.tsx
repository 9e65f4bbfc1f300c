import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import type { MemberView } from '@/lib/accounts/members/queries';
import { PersonName } from './person-cells';

/** Who it is, with the address below. */
export function MemberName({ member, own }: { member: MemberView; own: boolean }) {
  return (
    <PersonName person={member}>
      {own && <Badge tone="accent">you</Badge>}
      {member.disabled && (
        <Badge tone="wait" title="The operator of this installation has disabled this user.">
          cannot sign in
        </Badge>
      )}
    </PersonName>
  );
}

/** The latest request of their sessions; those of more than two weeks ago are gone. */
export function LastSeen({ member, now }: { member: MemberView; now: string }) {
  if (!member.lastSeenAt) return <span title="No session in this account">not signed in</span>;
  return <Time at={member.lastSeenAt.toISOString()} now={now} className="whitespace-nowrap" />;
}
