'use client';

import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { changePasswordAction } from './actions';

type PasswordSectionProps = { email: string; minPasswordLength: number };

export function PasswordSection({ email, minPasswordLength }: PasswordSectionProps) {
  const form = useActionForm({
    loadSchema: () => import('@/lib/auth/schema').then((module) => module.changePasswordSchema),
    action: changePasswordAction,
    defaultValues: { currentPassword: '', newPassword: '' },
    onDone: () => {
      form.reset();
      toast.success('Password changed', { description: 'Your other browsers are signed out.' });
    },
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <SectionCard id="password" title="Password" purpose="Changing it signs you out in all other browsers.">
      <form onSubmit={form.submit} method="post" noValidate className="max-w-100 space-y-4">
        {/* The username for password managers. */}
        <input hidden readOnly name="username" autoComplete="username" value={email} />
        <Field label="Current password" error={errors.currentPassword?.message}>
          {(control) => (
            <Input {...control} {...form.register('currentPassword')} type="password" autoComplete="current-password" />
          )}
        </Field>
        <Field
          label="New password"
          hint={`At least ${minPasswordLength} characters. A few unrelated words are a good choice.`}
          error={errors.newPassword?.message}
        >
          {(control) => (
            <Input {...control} {...form.register('newPassword')} type="password" autoComplete="new-password" />
          )}
        </Field>
        <div>
          <FormError message={form.formError} />
          <Button variant="primary" type="submit" disabled={isSubmitting} className={form.formError && 'mt-4'}>
            {isSubmitting ? 'Changing…' : 'Change password'}
          </Button>
        </div>
      </form>
    </SectionCard>
  );
}
