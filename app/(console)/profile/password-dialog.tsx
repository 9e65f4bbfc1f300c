'use client';

import type { ReactNode } from 'react';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Input } from '@/components/ui/input';
import type { ActionResult } from '@/lib/actions/result';

type PasswordDialogProps<Data> = {
  title: string;
  description: ReactNode;
  labels: { submit: string; submitting: string };
  danger?: boolean;
  action: (input: { password: string }) => Promise<ActionResult<Data>>;
  onDone: (data: Data) => void;
  onClose: () => void;
};

/** Asks for the password before a change of two-factor sign-in. */
export function PasswordDialog<Data>({ action, onDone, ...dialog }: PasswordDialogProps<Data>) {
  const form = useActionForm({
    loadSchema: () => import('@/lib/auth/schema').then((module) => module.passwordAgainSchema),
    action,
    defaultValues: { password: '' },
    onDone,
  });
  return (
    <FormDialog {...dialog} form={form}>
      <Field label="Your password" hint="To confirm your identity." error={form.formState.errors.password?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('password')}
            type="password"
            autoComplete="current-password"
            autoFocus
          />
        )}
      </Field>
    </FormDialog>
  );
}
