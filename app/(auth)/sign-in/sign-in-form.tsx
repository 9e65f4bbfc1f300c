'use client';

import { type ReactNode, useState } from 'react';
import { Field } from '@/components/form/field';
import { FormError } from '@/components/form/form-error';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import type { SignInInput } from '@/lib/accounts/schema';
import type { ActionResult } from '@/lib/actions/result';
import { SECOND_FACTOR_NEEDED } from '@/lib/two-factor/needed';
import { postCredentials } from '../post-credentials';
import { CodeStep } from './code-step';

type Step = 'password' | 'code' | 'done';

type SignInFormProps = {
  next: string;
  /** Why a sign-in elsewhere led back here. */
  refusal?: string;
  /** The other ways in. */
  children?: ReactNode;
};

/** Password first; then the code, where two-factor sign-in is on. */
export function SignInForm({ next, refusal, children }: SignInFormProps) {
  const [step, setStep] = useState<Step>('password');
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/schema')).signInSchema,
    action: (input: SignInInput) => enter(input, step),
    defaultValues: { email: '', password: '', code: '' },
    onDone: (reached) => {
      setStep(reached);
      // A whole new page, so that nothing rendered for the signed-out visitor stays.
      if (reached === 'done') window.location.assign(next);
    },
  });
  const { errors, isSubmitting, isSubmitted } = form.formState;
  const busy = isSubmitting || step === 'done';
  const asksCode = step === 'code' || (step === 'done' && form.getValues('code') !== '');

  function startOver() {
    form.reset();
    setStep('password');
  }

  return (
    <form onSubmit={form.submit} method="post" noValidate className="space-y-4">
      <FormError message={form.formError ?? (isSubmitted ? undefined : refusal)} />
      {asksCode ? (
        <CodeStep field={form.register('code')} error={errors.code?.message} onSwitch={() => form.resetField('code')} />
      ) : (
        <>
          <Field label="E-mail address" error={errors.email?.message}>
            {(control) => (
              <Input {...control} {...form.register('email')} type="email" autoComplete="username" autoFocus />
            )}
          </Field>
          <Field label="Password" error={errors.password?.message}>
            {(control) => (
              <Input {...control} {...form.register('password')} type="password" autoComplete="current-password" />
            )}
          </Field>
        </>
      )}
      <Button look="primary" type="submit" disabled={busy} className="w-full">
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
      {!asksCode && children}
      {asksCode && (
        <Button look="quiet" onClick={startOver} disabled={busy} className="w-full">
          Sign in as somebody else
        </Button>
      )}
    </form>
  );
}

/** Answers the step that is reached. */
async function enter(input: SignInInput, step: Step): Promise<ActionResult<Step>> {
  const { email, password, code = '' } = input;
  const refusal = await postCredentials({ email, password, code });
  if (refusal === null) return { ok: true, data: 'done' };
  if (refusal !== SECOND_FACTOR_NEEDED) return { ok: false, error: { code: 'unauthorized', message: refusal } };
  if (step === 'password') return { ok: true, data: 'code' };
  const message = 'Enter the code.';
  return { ok: false, error: { code: 'invalid_fields', message, fields: { code: message } } };
}
