'use client';

import { LogOut, UserMinus, UserRoundCog } from 'lucide-react';
import { useState } from 'react';
import { useCommand } from '@/components/form/use-command';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import { toast } from '@/components/ui/toast';
import { ROLE_NAMES, ROLES, type Role } from '@/lib/auth/actor';
import { routes } from '@/lib/routes';
import type { MemberMenuProps } from './member-menu';
import { type Question, QuestionDialog } from './question-dialog';

export function MemberMenuOpen({ member, accountName, own, manages, actions }: MemberMenuProps) {
  const [question, setQuestion] = useState<Question | null>(null);
  const { pending, run } = useCommand();
  const { userId, username, role } = member;

  function changeRole(next: Role, before: Role | null) {
    run(
      'The role was not changed',
      () => actions.changeRole({ userId, role: next }),
      () => {
        setQuestion(null);
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
      () => actions.remove({ userId }),
      () => {
        setQuestion(null);
        toast.success('Removed', { description: `${username} is signed out of ${accountName}.` });
      },
    );
  }

  function leave() {
    run(
      `You have not left ${accountName}`,
      () => actions.leave({}),
      // A whole new page: nothing of the account stays.
      () => window.location.assign(routes.signIn()),
    );
  }

  const confirm = { role: (next: Role) => changeRole(next, null), remove, leave };
  return (
    <>
      <DropdownMenu defaultOpen>
        <DropdownMenuTrigger asChild>
          <RowMenuButton name={username} />
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {manages &&
            ROLES.filter((each) => each !== role).map((each) => (
              <DropdownMenuItem
                key={each}
                onSelect={() => (own ? setQuestion({ kind: 'role', role: each }) : changeRole(each, role))}
              >
                <UserRoundCog aria-hidden strokeWidth={1.75} /> Make {ROLE_NAMES[each]}
                {own && '…'}
              </DropdownMenuItem>
            ))}
          {manages && <DropdownMenuSeparator />}
          {own ? (
            <DropdownMenuItem danger onSelect={() => setQuestion({ kind: 'leave' })}>
              <LogOut aria-hidden strokeWidth={1.75} /> Leave account…
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem danger onSelect={() => setQuestion({ kind: 'remove' })}>
              <UserMinus aria-hidden strokeWidth={1.75} /> Remove…
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {question && (
        <QuestionDialog
          question={question}
          username={username}
          accountName={accountName}
          pending={pending}
          confirm={confirm}
          onClose={() => setQuestion(null)}
        />
      )}
    </>
  );
}
