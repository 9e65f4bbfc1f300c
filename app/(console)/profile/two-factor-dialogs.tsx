'use client';

import { useState } from 'react';
import { RecoveryCodesDialog } from '@/components/two-factor/recovery-codes-dialog';
import { toast } from '@/components/ui/toast';
import { disableTwoFactorAction, makeRecoveryCodesAction } from './actions';
import { PasswordDialog } from './password-dialog';

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
      description="The codes of your app stop working. Without a passkey, your password alone is then enough to sign in, and your recovery codes stop working."
      labels={{ submit: 'Turn off', submitting: 'Turning off…' }}
      danger
      action={disableTwoFactorAction}
      onDone={() => {
        onClose();
        toast.success('The authenticator app is off');
      }}
      onClose={onClose}
    />
  );
}
