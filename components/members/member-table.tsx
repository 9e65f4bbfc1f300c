import type { ReactNode } from 'react';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import type { MemberView } from '@/lib/accounts/members/queries';
import { ROLE_NAMES } from '@/lib/auth/actor';
import type { MemberRowActions } from './member-actions';
import { LastSeen, MemberName } from './member-cells';
import { MemberMenu } from './member-menu';
import { TwoFactor } from './person-cells';

export type MemberListProps = {
  members: MemberView[];
  accountName: string;
  /** Who looks at the list. */
  viewerId: string;
  now: string;
  /** Whether the viewer may change and remove members. */
  manages: boolean;
  actions: MemberRowActions;
};

/** Members from 640 px on. What has no column of its own stands below its neighbour. */
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
        <MemberMenu member={member} own={own} {...rest} />
      </Td>
    </Tr>
  );
}
