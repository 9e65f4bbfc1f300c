'use client';

import { useState } from 'react';
import { AppDialog } from '@/components/two-factor/app-dialog';
import { RecoveryCodesDialog } from '@/components/two-factor/recovery-codes-dialog';
import type { TwoFactorSetup } from '@/lib/auth/two-factor/commands';
import { beginTwoFactorAction, confirmTwoFactorAction } from './actions';
import { PasswordDialog } from './password-dialog';

type SetUpDialogProps = { email: string; onClose: () => void };

/** Asks for the password, then for the first code of the app, which turns two-factor sign-in on, then shows the recovery codes. */
export function SetUpDialog({ email, onClose }: SetUpDialogProps) {
  const [setup, setSetup] = useState<TwoFactorSetup | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) {
    return <RecoveryCodesDialog title="Two-factor sign-in is on" codes={codes} email={email} onOk={onClose} />;
  }
  if (setup) {
    return <AppDialog setup={setup} confirm={confirmTwoFactorAction} onConfirmed={setCodes} onClose={onClose} />;
  }
  return (
    <PasswordDialog
      title="Set up two-factor sign-in"
      description="You need an authenticator app on your phone: Aegis, 2FAS, Google Authenticator, 1Password or any other."
      labels={{ submit: 'Continue', submitting: 'Checking…' }}
      action={beginTwoFactorAction}
      onDone={setSetup}
      onClose={onClose}
    />
  );
}
