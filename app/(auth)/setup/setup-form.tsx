'use client';

import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { routes } from '@/lib/base/routes';
import { completeSetupAction } from '../actions';
import { postCredentials } from '../post-credentials';

export function SetupForm({ token, minPasswordLength }: { token: string; minPasswordLength: number }) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/schema')).setupSchema,
    action: (input) => completeSetupAction({ ...input, token }),
    defaultValues: { accountName: '', email: '', password: '' },
    onDone: async () => {
      const { email, password } = form.getValues();
      const refusal = await postCredentials({ email, password });
      window.location.assign(refusal ? routes.signIn() : routes.overview());
    },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  return (
    <form onSubmit={form.submit} method="post" noValidate className="space-y-4">
      <FormError message={form.formError} />
      <Field label="Account name" hint="Your company or team." error={errors.accountName?.message}>
        {(control) => <Input {...control} {...form.register('accountName')} autoComplete="organization" autoFocus />}
      </Field>
      <Field label="E-mail address" error={errors.email?.message}>
        {(control) => <Input {...control} {...form.register('email')} type="email" autoComplete="username" />}
      </Field>
      <Field
        label="Password"
        hint={`At least ${minPasswordLength} characters. A few unrelated words are a good choice.`}
        error={errors.password?.message}
      >
        {(control) => <Input {...control} {...form.register('password')} type="password" autoComplete="new-password" />}
      </Field>
      <Button variant="primary" type="submit" disabled={isSubmitting || isSubmitSuccessful} className="w-full">
        {isSubmitting ? 'Setting up…' : 'Set up Postern'}
      </Button>
    </form>
  );
}
