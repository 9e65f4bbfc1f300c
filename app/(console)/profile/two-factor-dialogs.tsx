'use client';

import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import { disableTwoFactorAction, makeRecoveryCodesAction } from './actions';
import { PasswordDialog } from './password-dialog';
import { RecoveryCodesDialog } from './recovery-codes-dialog';

type NewCodesDialogProps = { email: string; onClose: () => void };

/** Asks for the password, then shows the new recovery codes once. */
export function NewCodesDialog({ email, onClose }: NewCodesDialogProps) {
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) return <RecoveryCodesDialog title="New recovery codes" codes={codes} email={email} onOk={onClose} />;
  return (
    <PasswordDialog
      title="Create new recovery codes?"
      description="You get ten new codes. Your previous codes stop working immediately."
      labels={{ submit: 'Create new codes', submitting: 'Creating…' }}
      action={makeRecoveryCodesAction}
      onDone={setCodes}
      onClose={onClose}
    />
  );
}

export function TurnOffDialog({ onClose }: { onClose: () => void }) {
  return (
    <PasswordDialog
      title="Turn two-factor sign-in off?"
      description="Your password alone is then enough to sign in. Your app’s codes and your recovery codes stop working."
      labels={{ submit: 'Turn off', submitting: 'Turning off…' }}
      danger
      action={disableTwoFactorAction}
      onDone={() => {
        onClose();
        toast.success('Two-factor sign-in is off', { description: 'Your password alone is enough to sign in now.' });
      }}
      onClose={onClose}
    />
  );
}
