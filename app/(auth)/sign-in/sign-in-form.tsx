'use client';

import { type ReactNode, useState } from 'react';
import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import type { ActionResult } from '@/lib/actions/result';
import type { SignInInput } from '@/lib/auth/schema';
import { SECOND_FACTOR_NEEDED } from '@/lib/auth/two-factor/needed';
import { findProviderAddress, postCredentials } from '../post-credentials';
import { CodeStep } from './code-step';

type Step = 'password' | 'code' | 'done';

type SignInFormProps = {
  next: string;
  /** Why the single sign-on failed. */
  refusal?: string;
  /** Other ways to sign in. */
  children?: ReactNode;
};

/** Asks for the password, then for the code if two-factor sign-in is on. */
export function SignInForm({ next, refusal, children }: SignInFormProps) {
  const [step, setStep] = useState<Step>('password');
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/auth/schema')).signInSchema,
    action: (input: SignInInput) => submit(input, step),
    defaultValues: { email: '', password: '', code: '' },
    onDone: (reached) => {
      setStep(reached);
      // A full page load, so that nothing rendered before the sign-in stays.
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
      <Button variant="primary" type="submit" disabled={busy} className="w-full">
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
      {!asksCode && children}
      {asksCode && (
        <Button variant="quiet" onClick={startOver} disabled={busy} className="w-full">
          Sign in as another user
        </Button>
      )}
    </form>
  );
}

/** Submits the credentials. Returns the next step. */
async function submit(input: SignInInput, step: Step): Promise<ActionResult<Step>> {
  const { email, password, code = '' } = input;
  const refusal = await postCredentials({ email, password, code });
  if (refusal === null) return { ok: true, data: 'done' };
  if (refusal !== SECOND_FACTOR_NEEDED) return { ok: false, error: { code: 'unauthorized', message: refusal } };
  if (step === 'password') return { ok: true, data: 'code' };
  const message = 'Enter the code.';
  return { ok: false, error: { code: 'invalid_fields', message, fields: { code: message } } };
}

/** Redirects to the OpenID Connect provider of the installation. */
export function ProviderButton({ name, next }: { name: string; next: string }) {
  const [isRedirecting, setRedirecting] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  async function redirect() {
    setRedirecting(true);
    setRefusal(undefined);
    const found = await findProviderAddress(next);
    if ('address' in found) {
      window.location.assign(found.address);
      return;
    }
    setRedirecting(false);
    setRefusal(found.refusal);
  }

  return (
    <div className="mt-5 border-t pt-5">
      <Button onClick={redirect} disabled={isRedirecting} className="w-full">
        <span className="truncate">{isRedirecting ? `Redirecting to ${name}…` : `Sign in with ${name}`}</span>
      </Button>
      <div className="mt-3 empty:hidden">{refusal && <FormError message={refusal} />}</div>
    </div>
  );
}
