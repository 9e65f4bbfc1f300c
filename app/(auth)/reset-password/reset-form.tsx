'use client';

import { useState } from 'react';
import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import { completeResetAction } from '../actions';

type ResetFormProps = { token: string; email: string; minPasswordLength: number };

export function ResetForm({ token, email, minPasswordLength }: ResetFormProps) {
  const [done, setDone] = useState(false);
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/auth/schema')).resetPasswordSchema,
    action: completeResetAction,
    defaultValues: { token, password: '' },
    onDone: () => setDone(true),
  });
  const { errors, isSubmitting } = form.formState;
  if (done) return <PasswordSet />;
  return (
    <>
      <h1 className="text-title">Choose a new password</h1>
      <p className="mt-1 mb-5 break-words text-soft">
        For <span className="font-medium text-ink">{email}</span>. All browsers that are signed in are signed out.
      </p>
      <form onSubmit={form.submit} method="post" noValidate className="space-y-4">
        <FormError message={form.formError} />
        {/* The username for password managers. */}
        <input hidden readOnly name="username" autoComplete="username" value={email} />
        <Field
          label="New password"
          hint={`At least ${minPasswordLength} characters. A few unrelated words are a good choice.`}
          error={errors.password?.message}
        >
          {(control) => (
            <Input {...control} {...form.register('password')} type="password" autoComplete="new-password" autoFocus />
          )}
        </Field>
        <Button variant="primary" type="submit" disabled={isSubmitting} className="w-full">
          {isSubmitting ? 'Setting…' : 'Set password'}
        </Button>
      </form>
    </>
  );
}

function PasswordSet() {
  return (
    <div role="status">
      <h1 className="text-title">Your password is set</h1>
      <p className="mt-2 mb-5 text-soft">You are signed out everywhere. Two-factor sign-in, if it is on, stays on.</p>
      <Button asChild variant="primary" className="w-full">
        <Link href={routes.signIn()}>Sign in</Link>
      </Button>
    </div>
  );
}
