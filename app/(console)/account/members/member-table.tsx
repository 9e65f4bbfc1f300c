import type { ReactNode } from 'react';
import { PersonName, TwoFactor } from '@/components/members/person-cells';
import { Badge } from '@/components/ui/badge';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { ROLE_NAMES } from '@/lib/access/actor';
import type { MemberView } from '@/lib/accounts/members/queries';
import { MemberRowMenu } from './member-actions';

type MemberListProps = {
  members: MemberView[];
  accountName: string;
  /** The signed-in user. */
  viewerId: string;
  now: string;
  /** Whether the user may change and remove members. */
  manages: boolean;
};

/** The table of members, from 640 px on. The value of a hidden column is shown below that of the previous one. */
export function MemberTable({ members, footer, ...rest }: MemberListProps & { footer: ReactNode }) {
  return (
    <TableCard className="hidden sm:block" footer={footer}>
      <thead>
        <tr>
          <Th>Member</Th>
          <Th>Role</Th>
          <Th className="hidden xl:table-cell">Joined</Th>
          <Th>Last seen</Th>
          <Th className="hidden lg:table-cell">Two-factor</Th>
          <ThActions />
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <MemberRow key={member.userId} member={member} {...rest} />
        ))}
      </tbody>
    </TableCard>
  );
}

function MemberRow({ member, now, viewerId, ...rest }: Omit<MemberListProps, 'members'> & { member: MemberView }) {
  const own = member.userId === viewerId;
  const joinedAt = member.joinedAt.toISOString();
  return (
    <Tr className="h-14">
      <Td className="h-14 w-full max-w-0 py-1.5">
        <MemberName member={member} own={own} />
      </Td>
      <Td className="pr-6! whitespace-nowrap">
        {ROLE_NAMES[member.role]}
        <span className="block text-small text-soft xl:hidden">
          joined <Time at={joinedAt} now={now} show="date" />
        </span>
      </Td>
      <Td className="hidden pr-6! whitespace-nowrap text-soft xl:table-cell">
        <Time at={joinedAt} now={now} show="date" />
      </Td>
      <Td className="pr-6! whitespace-nowrap text-soft">
        <LastSeen member={member} now={now} />
        <span className="block text-small lg:hidden">two-factor {member.twoFactor ? 'on' : 'off'}</span>
      </Td>
      <Td className="hidden pr-6! whitespace-nowrap lg:table-cell">
        <TwoFactor on={member.twoFactor} />
      </Td>
      <Td className="w-0">
        <MemberRowMenu member={member} own={own} {...rest} />
      </Td>
    </Tr>
  );
}

/** The members as cards below 640 px. */
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
              <MemberRowMenu member={member} own={own} {...rest} />
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

function MemberName({ member, own }: { member: MemberView; own: boolean }) {
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

/** The latest request of the member's sessions. Sessions older than two weeks are deleted. */
function LastSeen({ member, now }: { member: MemberView; now: string }) {
  if (!member.lastSeenAt) return <span title="No session in this account">not signed in</span>;
  return <Time at={member.lastSeenAt.toISOString()} now={now} className="whitespace-nowrap" />;
}
