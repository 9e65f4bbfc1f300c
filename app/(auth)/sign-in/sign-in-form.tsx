'use client';

import { type ReactNode, useState } from 'react';
import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import type { ActionResult } from '@/lib/actions/result';
import type { SignInInput } from '@/lib/auth/schema';
import { neededFactors, type SecondFactors } from '@/lib/auth/two-factor/needed';
import { beginPasskeyUseAction } from '../passkey-actions';
import { findProviderAddress, postCredentials } from '../post-credentials';
import { CodeStep } from './code-step';

/** The step to ask for next: the password, a second factor, or none. */
type Step = 'password' | SecondFactors | 'done';

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
  const [factors, setFactors] = useState<SecondFactors | null>(null);
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/auth/schema')).signInSchema,
    action: (input: SignInInput) => submit(input, step),
    defaultValues: { email: '', password: '', code: '', passkey: '' },
    onDone: (reached) => {
      setStep(reached);
      if (typeof reached === 'object') setFactors(reached);
      // A full page load, so that nothing rendered before the sign-in stays.
      if (reached === 'done') window.location.assign(next);
    },
  });
  const { errors, isSubmitting, isSubmitted } = form.formState;
  const busy = isSubmitting || step === 'done';

  function startOver() {
    form.reset();
    setFactors(null);
    setStep('password');
  }

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
      <FormError message={form.formError ?? (isSubmitted ? undefined : refusal)} />
      {factors ? (
        <CodeStep
          field={form.register('code')}
          error={errors.code?.message}
          factors={factors}
          busy={busy}
          onSwitch={() => form.resetField('code')}
          onPasskey={offerPasskey}
        />
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
      {!factors && children}
      {factors && (
        <Button variant="quiet" onClick={startOver} disabled={busy} className="w-full">
          Sign in as another user
        </Button>
      )}
    </form>
  );
}

/** Submits the credentials. Returns the next step. */
async function submit(input: SignInInput, step: Step): Promise<ActionResult<Step>> {
  const { email, password, code = '', passkey = '' } = input;
  const refusal = await postCredentials({ email, password, code, passkey });
  if (refusal === null) return { ok: true, data: 'done' };
  const factors = neededFactors(refusal);
  if (!factors) return { ok: false, error: { code: 'unauthorized', message: refusal } };
  if (step === 'password') return { ok: true, data: factors };
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
