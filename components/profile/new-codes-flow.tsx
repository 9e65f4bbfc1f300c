'use client';

import { useState } from 'react';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { loadPasswordAgain, PasswordAgain } from './password-again';
import type { ProfileActions } from './profile-actions';
import { RecoveryCodesDialog } from './recovery-codes-dialog';

type NewCodesFlowProps = { email: string; make: ProfileActions['makeRecoveryCodes']; onClose: () => void };

/** Asks for the password, then shows the new recovery codes, once. */
export function NewCodesFlow({ email, make, onClose }: NewCodesFlowProps) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const form = useActionForm({
    loadSchema: loadPasswordAgain,
    action: make,
    defaultValues: { password: '' },
    onDone: setCodes,
  });
  if (codes) return <RecoveryCodesDialog title="New recovery codes" codes={codes} email={email} onOk={onClose} />;
  return (
    <FormDialog
      title="Make new recovery codes?"
      description="You get ten new ones. The codes you saved before stop working at once."
      form={form}
      labels={{ submit: 'Make new codes', submitting: 'Making…' }}
      onClose={onClose}
    >
      <PasswordAgain field={form.register('password')} error={form.formState.errors.password?.message} />
    </FormDialog>
  );
}
