'use client';

import { ConfirmDialog } from '@/components/form/confirm-dialog';

export type UserQuestion = 'reset' | 'two-factor' | 'disable';

type UserQuestionDialogProps = {
  question: UserQuestion;
  email: string;
  pending: boolean;
  confirm: () => void;
  onClose: () => void;
};

/** What an operator is asked before they change how somebody signs in. */
export function UserQuestionDialog({ question, email, pending, confirm, onClose }: UserQuestionDialogProps) {
  const shared = { pending, onConfirm: confirm, onOpenChange: (open: boolean) => !open && onClose() };
  const person = <strong className="font-medium break-words text-ink">{email}</strong>;
  switch (question) {
    case 'reset':
      return (
        <ConfirmDialog {...shared} title="Make a reset link?" confirm="Make reset link">
          Whoever has the link can choose a new password for {person}: make sure first who is asking. Links made earlier
          stop working. Two-factor sign-in stays as it is.
        </ConfirmDialog>
      );
    case 'two-factor':
      return (
        <ConfirmDialog {...shared} title="Turn two-factor sign-in off?" confirm="Turn off" danger>
          For somebody who lost phone and recovery codes: make sure first who is asking. {person} signs in with the
          password alone from now on, until they set it up again.
        </ConfirmDialog>
      );
    case 'disable':
      return (
        <ConfirmDialog {...shared} title="Disable this user?" confirm="Disable user" danger>
          The sessions of {person} end at once, and they can sign in no more. Keys of their accounts keep working. You
          can enable them again.
        </ConfirmDialog>
      );
  }
}
