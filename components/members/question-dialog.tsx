'use client';

import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { ROLE_NAMES, type Role } from '@/lib/auth/actor';

export type Question = { kind: 'role'; role: Role } | { kind: 'remove' } | { kind: 'leave' };

type QuestionDialogProps = {
  question: Question;
  username: string;
  accountName: string;
  pending: boolean;
  confirm: { role: (role: Role) => void; remove: () => void; leave: () => void };
  onClose: () => void;
};

/** What is asked before somebody loses a right. */
export function QuestionDialog({ question, username, accountName, pending, confirm, onClose }: QuestionDialogProps) {
  const shared = { pending, onOpenChange: (open: boolean) => !open && onClose() };
  const account = <strong className="font-medium break-words text-ink">{accountName}</strong>;
  switch (question.kind) {
    case 'role':
      return (
        <ConfirmDialog
          {...shared}
          title="Change your own role?"
          confirm={`Become ${ROLE_NAMES[question.role]}`}
          onConfirm={() => confirm.role(question.role)}
        >
          You can no longer manage keys and members of {account}, from now on. Another administrator can make you one
          again.
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
          <strong className="font-medium break-words text-ink">{username}</strong> is signed out of {account} at once.
          Keys they made keep working. To let them in again, invite them.
        </ConfirmDialog>
      );
    case 'leave':
      return (
        <ConfirmDialog {...shared} title="Leave this account?" confirm="Leave account" danger onConfirm={confirm.leave}>
          You are signed out of {account} at once and come back only by a new invitation. Keys you made keep working.
        </ConfirmDialog>
      );
  }
}
