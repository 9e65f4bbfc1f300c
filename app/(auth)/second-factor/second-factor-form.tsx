'use client';

import { FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import type { SecondFactors } from '@/lib/auth/two-factor/needed';
import { beginPasskeyUseAction } from '../passkey-actions';
import { CodeStep } from '../sign-in/code-step';
import { completeSecondFactorAction } from './actions';

type SecondFactorFormProps = { next: string; factors: SecondFactors };

/** Asks for the second factor of a session that was opened without it. */
export function SecondFactorForm({ next, factors }: SecondFactorFormProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/auth/schema')).secondFactorSchema,
    action: completeSecondFactorAction,
    defaultValues: { code: '', passkey: '' },
    onDone: () => window.location.assign(next),
  });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  const busy = isSubmitting || (isSubmitSuccessful && !form.formError);

  async function offerPasskey() {
    form.clearErrors();
    const { getPasskey } = await import('@/components/passkeys/browser-passkeys');
    const found = await getPasskey(() => beginPasskeyUseAction({}));
    if (!found.ok) {
      form.setError('root', { message: found.error.message });
      return;
    }
    form.setValue('passkey', JSON.stringify(found.data));
    await form.submit();
    form.setValue('passkey', '');
  }

  return (
    <form onSubmit={form.submit} method="post" noValidate className="space-y-4">
      <FormError message={form.formError} />
      <CodeStep
        field={form.register('code')}
        error={errors.code?.message}
        factors={factors}
        busy={busy}
        onSwitch={() => form.resetField('code')}
        onPasskey={offerPasskey}
      />
      <Button variant="primary" type="submit" disabled={busy} className="w-full">
        {busy ? 'Checking…' : 'Continue'}
      </Button>
    </form>
  );
}
