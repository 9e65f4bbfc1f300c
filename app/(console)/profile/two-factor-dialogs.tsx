'use client';

import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { disableTwoFactorAction, makeRecoveryCodesAction } from './actions';
import { RecoveryCodesDialog } from './recovery-codes-dialog';

type NewCodesDialogProps = { email: string; onClose: () => void };

/** Asks for the password, then shows the new recovery codes once. */
export function NewCodesDialog({ email, onClose }: NewCodesDialogProps) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const form = useActionForm({
    loadSchema: loadPasswordSchema,
    action: makeRecoveryCodesAction,
    defaultValues: { password: '' },
    onDone: setCodes,
  });
  if (codes) return <RecoveryCodesDialog title="New recovery codes" codes={codes} email={email} onOk={onClose} />;
  return (
    <FormDialog
      title="Create new recovery codes?"
      description="You get ten new codes. Your previous codes stop working immediately."
      form={form}
      labels={{ submit: 'Create new codes', submitting: 'Creating…' }}
      onClose={onClose}
    >
      <PasswordField field={form.register('password')} error={form.formState.errors.password?.message} />
    </FormDialog>
  );
}

export function TurnOffDialog({ onClose }: { onClose: () => void }) {
  const form = useActionForm({
    loadSchema: loadPasswordSchema,
    action: disableTwoFactorAction,
    defaultValues: { password: '' },
    onDone: () => {
      onClose();
      toast.success('Two-factor sign-in is off', { description: 'Your password alone is enough to sign in now.' });
    },
  });
  return (
    <FormDialog
      title="Turn two-factor sign-in off?"
      description="Your password alone is then enough to sign in. Your app’s codes and your recovery codes stop working."
      form={form}
      labels={{ submit: 'Turn off', submitting: 'Turning off…' }}
      danger
      onClose={onClose}
    >
      <PasswordField field={form.register('password')} error={form.formState.errors.password?.message} />
    </FormDialog>
  );
}

/** The password field of dialogs that change two-factor sign-in. */
export function PasswordField({ field, error }: { field: UseFormRegisterReturn; error: string | undefined }) {
  return (
    <Field label="Your password" hint="To confirm your identity." error={error}>
      {(control) => <Input {...control} {...field} type="password" autoComplete="current-password" autoFocus />}
    </Field>
  );
}

export const loadPasswordSchema = () =>
  import('@/lib/auth/two-factor/schema').then((module) => module.passwordAgainSchema);
