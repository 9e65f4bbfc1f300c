'use client';

import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { routes } from '@/lib/base/routes';
import { acceptInvitationAction } from '../actions';
import { postCredentials } from '../post-credentials';

type ChoosePasswordFormProps = { token: string; email: string; minPasswordLength: number };

export function ChoosePasswordForm({ token, email, minPasswordLength }: ChoosePasswordFormProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/invitations/schema')).choosePasswordSchema,
    action: (input) => acceptInvitationAction({ ...input, token }),
    defaultValues: { password: '' },
    onDone: async () => {
      const refusal = await postCredentials({ email, password: form.getValues('password') });
      window.location.assign(refusal ? routes.signIn() : routes.overview());
    },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  return (
    <form onSubmit={form.submit} method="post" noValidate className="space-y-4">
      <FormError message={form.formError} />
      {/* The username for password managers. */}
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <Field
        label="Choose a password"
        hint={`At least ${minPasswordLength} characters. A few unrelated words are a good choice.`}
        error={errors.password?.message}
      >
        {(control) => (
          <Input {...control} {...form.register('password')} type="password" autoComplete="new-password" autoFocus />
        )}
      </Field>
      <Button variant="primary" type="submit" disabled={isSubmitting || isSubmitSuccessful} className="w-full">
        {isSubmitting ? 'Joining…' : 'Join'}
      </Button>
    </form>
  );
}
