'use client';

import { LogOut, MonitorOff, UserMinus, UserRoundCog } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { DropdownMenuItem, DropdownMenuSeparator, OpenMenu } from '@/components/ui/dropdown-menu';
import { toast } from '@/components/ui/toast';
import { ROLE_NAMES, ROLES, type Role } from '@/lib/access/actor';
import { routes } from '@/lib/base/routes';
import { changeRoleAction, endMemberSessionsAction, leaveAccountAction, removeMemberAction } from './actions';
import { type Change, ConfirmChangeDialog } from './confirm-change-dialog';

export type MemberMenuProps = {
  member: { userId: string; username: string; role: Role };
  accountName: string;
  /** Whether it is the user's own row. */
  own: boolean;
  manages: boolean;
};

export function MemberMenu(props: MemberMenuProps & { trigger: ReactElement }) {
  const { member, accountName, own, manages, trigger } = props;
  const [change, setChange] = useState<Change | null>(null);
  const { pending, run } = useCommand();
  const { userId, username, role } = member;

  function changeRole(next: Role, before: Role | null) {
    run(
      'The role was not changed',
      () => changeRoleAction({ userId, role: next }),
      () => {
        setChange(null);
        toast.success('Role changed', {
          description: `${own ? 'You are' : `${username} is`} now ${ROLE_NAMES[next]}.`,
          ...(before && !own && { action: { label: 'Undo', onClick: () => changeRole(before, null) } }),
        });
      },
    );
  }

  function remove() {
    run(
      `${username} was not removed`,
      () => removeMemberAction({ userId }),
      () => {
        setChange(null);
        toast.success('Removed', { description: `${username} is signed out of ${accountName}.` });
      },
    );
  }

  function endSessions() {
    run(
      `${username} was not signed out`,
      () => endMemberSessionsAction({ userId }),
      () => {
        setChange(null);
        toast.success('Signed out', { description: `${username} has to sign in again.` });
      },
    );
  }

  function leave() {
    run(
      `You have not left ${accountName}`,
      () => leaveAccountAction({}),
      // A full page load, so that no data of the account stays.
      () => window.location.assign(routes.signIn()),
    );
  }

  const confirm = { role: (next: Role) => changeRole(next, null), endSessions, remove, leave };
  return (
    <>
      <OpenMenu trigger={trigger}>
        {manages &&
          ROLES.filter((each) => each !== role).map((each) => (
            <DropdownMenuItem
              key={each}
              onSelect={() => (own ? setChange({ kind: 'role', role: each }) : changeRole(each, role))}
            >
              <UserRoundCog aria-hidden strokeWidth={1.75} /> Make {ROLE_NAMES[each]}
              {own && '…'}
            </DropdownMenuItem>
          ))}
        {manages && <DropdownMenuSeparator />}
        {own ? (
          <DropdownMenuItem danger onSelect={() => setChange({ kind: 'leave' })}>
            <LogOut aria-hidden strokeWidth={1.75} /> Leave account…
          </DropdownMenuItem>
        ) : (
          <>
            <DropdownMenuItem onSelect={() => setChange({ kind: 'sessions' })}>
              <MonitorOff aria-hidden strokeWidth={1.75} /> Sign out everywhere…
            </DropdownMenuItem>
            <DropdownMenuItem danger onSelect={() => setChange({ kind: 'remove' })}>
              <UserMinus aria-hidden strokeWidth={1.75} /> Remove…
            </DropdownMenuItem>
          </>
        )}
      </OpenMenu>
      {change && (
        <ConfirmChangeDialog
          change={change}
          username={username}
          accountName={accountName}
          pending={pending}
          confirm={confirm}
          onClose={() => setChange(null)}
        />
      )}
    </>
  );
}
