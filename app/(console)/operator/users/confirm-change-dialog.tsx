'use client';

import { ConfirmDialog } from '@/components/form/confirm-dialog';

export type UserChange = 'reset' | 'two-factor' | 'disable';

type ConfirmChangeDialogProps = {
  change: UserChange;
  email: string;
  pending: boolean;
  confirm: () => void;
  onClose: () => void;
};

/** Confirms a change of how a user signs in. */
export function ConfirmChangeDialog({ change, email, pending, confirm, onClose }: ConfirmChangeDialogProps) {
  const shared = { pending, onConfirm: confirm, onOpenChange: (open: boolean) => !open && onClose() };
  const person = <strong className="font-medium break-words text-ink">{email}</strong>;
  switch (change) {
    case 'reset':
      return (
        <ConfirmDialog {...shared} title="Create a reset link?" confirm="Create reset link">
          Everyone who has the link can set a new password for {person}: verify the identity of the user first. Earlier
          links stop working. Two-factor sign-in stays as it is.
        </ConfirmDialog>
      );
    case 'two-factor':
      return (
        <ConfirmDialog {...shared} title="Turn two-factor sign-in off?" confirm="Turn off" danger>
          For users who have lost their phone and recovery codes: verify the identity of the user first. {person} signs
          in with the password alone until they set it up again.
        </ConfirmDialog>
      );
    case 'disable':
      return (
        <ConfirmDialog {...shared} title="Disable this user?" confirm="Disable user" danger>
          The sessions of {person} end immediately, and they can no longer sign in. Keys of their accounts keep working.
          You can enable them again.
        </ConfirmDialog>
      );
  }
}
