'use client';

import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { toast } from '@/components/ui/toast';
import { loadPasswordAgain, PasswordAgain } from './password-again';
import type { ProfileActions } from './profile-actions';

type TurnOffDialogProps = { disable: ProfileActions['disableTwoFactor']; onClose: () => void };

export function TurnOffDialog({ disable, onClose }: TurnOffDialogProps) {
  const form = useActionForm({
    loadSchema: loadPasswordAgain,
    action: disable,
    defaultValues: { password: '' },
    onDone: () => {
      onClose();
      toast.success('Two-factor sign-in is off', { description: 'Your password alone opens your account now.' });
    },
  });
  return (
    <FormDialog
      title="Turn two-factor sign-in off?"
      description="Whoever has your password can sign in then. Your app’s codes and your recovery codes stop working."
      form={form}
      labels={{ submit: 'Turn off', submitting: 'Turning off…' }}
      danger
      onClose={onClose}
    >
      <PasswordAgain field={form.register('password')} error={form.formState.errors.password?.message} />
    </FormDialog>
  );
}
