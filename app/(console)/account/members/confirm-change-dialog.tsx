'use client';

import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { ROLE_NAMES, type Role } from '@/lib/access/actor';

export type Change = { kind: 'role'; role: Role } | { kind: 'sessions' } | { kind: 'remove' } | { kind: 'leave' };

type ConfirmChangeDialogProps = {
  change: Change;
  username: string;
  accountName: string;
  pending: boolean;
  confirm: { role: (role: Role) => void; endSessions: () => void; remove: () => void; leave: () => void };
  onClose: () => void;
};

/** Confirms a change that removes permissions. */
export function ConfirmChangeDialog({
  change,
  username,
  accountName,
  pending,
  confirm,
  onClose,
}: ConfirmChangeDialogProps) {
  const shared = { pending, onOpenChange: (open: boolean) => !open && onClose() };
  const account = <strong className="font-medium break-words text-ink">{accountName}</strong>;
  switch (change.kind) {
    case 'role':
      return (
        <ConfirmDialog
          {...shared}
          title="Change your own role?"
          confirm={`Become ${ROLE_NAMES[change.role]}`}
          onConfirm={() => confirm.role(change.role)}
        >
          You can no longer manage keys and members of {account}, from now on. Another administrator can restore the
          role.
        </ConfirmDialog>
      );
    case 'sessions':
      return (
        <ConfirmDialog
          {...shared}
          title="Sign this member out?"
          confirm="Sign out everywhere"
          danger
          onConfirm={confirm.endSessions}
        >
          All browsers in which <strong className="font-medium break-words text-ink">{username}</strong> uses {account}{' '}
          have to sign in again with their next request.
        </ConfirmDialog>
      );
    case 'remove':
      return (
        <ConfirmDialog
          {...shared}
          title="Remove this member?"
          confirm="Remove member"
          danger
          onConfirm={confirm.remove}
        >
          <strong className="font-medium break-words text-ink">{username}</strong> is signed out of {account}{' '}
          immediately. Keys they created keep working. To add them again, invite them.
        </ConfirmDialog>
      );
    case 'leave':
      return (
        <ConfirmDialog {...shared} title="Leave this account?" confirm="Leave account" danger onConfirm={confirm.leave}>
          You are signed out of {account} immediately and can rejoin only with a new invitation. Keys you created keep
          working.
        </ConfirmDialog>
      );
  }
}
