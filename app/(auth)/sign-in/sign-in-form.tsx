'use client';

import { Field } from '@/components/form/field';
import { FormError } from '@/components/form/form-error';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import type { ActionResult } from '@/lib/actions/result';
import { postCredentials } from '../post-credentials';

export function SignInForm({ next }: { next: string }) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/schema')).signInSchema,
    action: async (input): Promise<ActionResult<null>> => {
      const refusal = await postCredentials(input);
      return refusal ? { ok: false, error: { code: 'unauthorized', message: refusal } } : { ok: true, data: null };
    },
    defaultValues: { email: '', password: '' },
    // A whole new page, so that nothing rendered for the signed-out visitor stays.
    onDone: () => window.location.assign(next),
  });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  return (
    <form onSubmit={form.submit} method="post" noValidate className="space-y-4">
      <FormError message={form.formError} />
      <Field label="E-mail address" error={errors.email?.message}>
        {(control) => <Input {...control} {...form.register('email')} type="email" autoComplete="username" autoFocus />}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(control) => (
          <Input {...control} {...form.register('password')} type="password" autoComplete="current-password" />
        )}
      </Field>
      <Button look="primary" type="submit" disabled={isSubmitting || isSubmitSuccessful} className="w-full">
        {isSubmitting ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
