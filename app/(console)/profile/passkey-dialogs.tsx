'use client';

import { useState } from 'react';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { createPasskey } from '@/components/passkeys/browser-passkeys';
import { RecoveryCodesDialog } from '@/components/two-factor/recovery-codes-dialog';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';
import type { PasskeyView } from '@/lib/auth/passkeys/queries';
import { addPasskeyAction, beginPasskeyAction, removePasskeyAction } from './actions';
import { PasswordDialog } from './password-dialog';

/** Asks for a name and the password, then the browser for a passkey; with the first one, shows the recovery codes. */
export function AddPasskeyDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const form = useActionForm({
    loadSchema: () => import('@/lib/auth/passkeys/schema').then((module) => module.passkeyNameSchema),
    action: add,
    defaultValues: { name: '', password: '' },
    onDone: (made) => {
      if (made) {
        setCodes(made);
        return;
      }
      onClose();
      toast.success('Passkey added');
    },
  });
  if (codes) return <RecoveryCodesDialog title="Passkey added" codes={codes} email={email} onOk={onClose} />;
  const { errors } = form.formState;
  return (
    <FormDialog
      title="Add a passkey"
      description="Your browser then asks for your fingerprint, face, PIN or security key."
      form={form}
      labels={{ submit: 'Continue', submitting: 'Waiting for the passkey…' }}
      onClose={onClose}
    >
      <Field label="Name" hint="To recognize it, such as “Work laptop”." error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register('name')} autoComplete="off" autoFocus />}
      </Field>
      <Field label="Your password" hint="To confirm your identity." error={errors.password?.message}>
        {(control) => (
          <Input {...control} {...form.register('password')} type="password" autoComplete="current-password" />
        )}
      </Field>
    </FormDialog>
  );
}

async function add(input: { name: string; password: string }): Promise<ActionResult<string[] | null>> {
  const created = await createPasskey(() => beginPasskeyAction({ password: input.password }));
  return created.ok ? addPasskeyAction({ name: input.name, credential: created.data }) : created;
}

export function RemovePasskeyDialog({ passkey, onClose }: { passkey: PasskeyView; onClose: () => void }) {
  return (
    <PasswordDialog
      title={`Remove ${passkey.name}?`}
      description="You can no longer sign in with it. Delete it on the device, too."
      labels={{ submit: 'Remove', submitting: 'Removing…' }}
      danger
      action={({ password }) => removePasskeyAction({ id: passkey.id, password })}
      onDone={() => {
        onClose();
        toast.success('Passkey removed');
      }}
      onClose={onClose}
    />
  );
}
