import { Time } from '@/components/ui/time';
import { ROLE_NAMES } from '@/lib/auth/actor';
import { LastSeen, MemberName } from './member-cells';
import { MemberMenu } from './member-menu';
import type { MemberListProps } from './member-table';
import { TwoFactor } from './person-cells';

/** Members under 640 px: the same facts and actions, one card each. */
export function MemberCards({ members, now, viewerId, ...rest }: MemberListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {members.map((member) => {
        const own = member.userId === viewerId;
        return (
          <li key={member.userId} className="rounded-card border bg-card py-3 pr-2 pl-4">
            <div className="flex items-start gap-3">
              <div className="min-w-0 flex-1">
                <MemberName member={member} own={own} />
              </div>
              <MemberMenu member={member} own={own} {...rest} />
            </div>
            <div className="mt-2 flex justify-between gap-3 pr-2">
              <span>{ROLE_NAMES[member.role]}</span>
              <span className="text-soft">
                {member.lastSeenAt && 'seen '}
                <LastSeen member={member} now={now} />
              </span>
            </div>
            <div className="mt-1 flex justify-between gap-3 pr-2 text-soft">
              <span>
                joined <Time at={member.joinedAt.toISOString()} now={now} show="date" />
              </span>
              <TwoFactor on={member.twoFactor} label />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
