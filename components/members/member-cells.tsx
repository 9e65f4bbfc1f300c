import { ShieldCheck, ShieldOff } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import type { MemberView } from '@/lib/accounts/members/queries';

/** Who it is, with the address below. */
export function MemberName({ member, own }: { member: MemberView; own: boolean }) {
  return (
    <>
      <p className="flex items-center gap-2">
        <span className="truncate font-medium" title={member.username}>
          {member.username}
        </span>
        {own && <Badge tone="accent">you</Badge>}
        {member.disabled && (
          <Badge tone="wait" title="The operator of this installation has disabled this user.">
            cannot sign in
          </Badge>
        )}
      </p>
      <p className="truncate text-small text-soft" title={member.email}>
        {member.email}
      </p>
    </>
  );
}

/** The latest request of their sessions; those of more than two weeks ago are gone. */
export function LastSeen({ member, now }: { member: MemberView; now: string }) {
  if (!member.lastSeenAt) return <span title="No session in this account">not signed in</span>;
  return <Time at={member.lastSeenAt.toISOString()} now={now} className="whitespace-nowrap" />;
}

/** Whether a password alone is not enough. `label`: where no column's head says what it is about. */
export function TwoFactor({ on, label }: { on: boolean; label?: boolean }) {
  const Icon = on ? ShieldCheck : ShieldOff;
  return (
    <span className={`flex items-center gap-1.5 ${on ? 'text-good' : 'text-soft'}`}>
      <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      {label && 'Two-factor '}
      {label ? (on ? 'on' : 'off') : on ? 'On' : 'Off'}
    </span>
  );
}
