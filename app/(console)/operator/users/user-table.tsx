import type { ReactNode } from 'react';
import { PersonName, TwoFactor } from '@/components/members/person-cells';
import { Badge } from '@/components/ui/badge';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { ROLE_NAMES } from '@/lib/access/actor';
import type { UserRow } from '@/lib/accounts/directory/queries';
import { formatCount } from '@/lib/base/format';
import { UserRowMenu } from './user-row-menu';

type UserListProps = {
  users: UserRow[];
  /** The signed-in operator. */
  viewerId: string;
};

/** The table of users, from 640 px on. The value of a hidden column is shown below that of the previous one. */
export function UserTable({ users, viewerId, footer }: UserListProps & { footer: ReactNode }) {
  return (
    <TableCard className="hidden sm:block" footer={<div className="border-t">{footer}</div>}>
      <thead>
        <tr>
          <Th>User</Th>
          <Th>Accounts</Th>
          <Th className="hidden lg:table-cell">Two-factor</Th>
          <Th>State</Th>
          <ThActions />
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <Tr key={user.id} className="h-14">
            <Td className="h-14 w-1/2 max-w-0 py-1.5">
              <UserName user={user} own={user.id === viewerId} />
            </Td>
            <Td className="w-1/2 max-w-0 py-1.5 pr-6!">
              <Accounts user={user} />
            </Td>
            <Td className="hidden pr-6! whitespace-nowrap lg:table-cell">
              <TwoFactor on={user.twoFactor} />
            </Td>
            <Td className="pr-6! whitespace-nowrap">
              <State disabled={user.disabled} />
              <span className="block text-small text-soft lg:hidden">two-factor {user.twoFactor ? 'on' : 'off'}</span>
            </Td>
            <Td className="w-0">
              <UserRowMenu user={user} own={user.id === viewerId} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The users as cards below 640 px. */
export function UserCards({ users, viewerId }: UserListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {users.map((user) => (
        <li key={user.id} className="rounded-card border bg-card py-3 pr-2 pl-4">
          <div className="flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <UserName user={user} own={user.id === viewerId} />
            </div>
            <UserRowMenu user={user} own={user.id === viewerId} />
          </div>
          <div className="mt-2 pr-2">
            <Accounts user={user} />
          </div>
          <div className="mt-2 flex items-center justify-between gap-3 pr-2">
            <State disabled={user.disabled} />
            <TwoFactor on={user.twoFactor} label />
          </div>
        </li>
      ))}
    </ul>
  );
}

function UserName({ user, own }: { user: UserRow; own: boolean }) {
  return (
    <PersonName person={user}>
      {own && <Badge tone="accent">you</Badge>}
      {user.operator && <Badge title="Runs this installation.">Operator</Badge>}
    </PersonName>
  );
}

function Accounts({ user: { accounts, accountCount } }: { user: UserRow }) {
  const more = accountCount - accounts.length;
  if (accountCount === 0) return <span className="text-soft">none</span>;
  return (
    <ul>
      {accounts.map(({ id, name, role }, index) => (
        <li key={id} className="flex gap-1.5">
          <span className="truncate" title={name}>
            {name}
          </span>
          <span className="shrink-0 text-soft">
            {ROLE_NAMES[role]}
            {more > 0 && index === accounts.length - 1 && ` + ${formatCount(more)} more`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function State({ disabled }: { disabled: boolean }) {
  return disabled ? <Badge tone="wait">Disabled</Badge> : <span>Can sign in</span>;
}
