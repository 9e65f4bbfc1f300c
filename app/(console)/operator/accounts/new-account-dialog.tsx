'use client';

import { ChoiceCard } from '@/components/form/choice-card';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { createAccountAction } from './actions';

type NewAccountDialogProps = {
  /** Opens the invitation of the first administrator. */
  onInvite: (account: { id: string; name: string }) => void;
  onClose: () => void;
};

export function NewAccountDialog({ onInvite, onClose }: NewAccountDialogProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/directory/schema')).newAccountSchema,
    action: createAccountAction,
    defaultValues: { name: '', verified: false },
    onDone: (account) => {
      onClose();
      toast.success('Created', {
        description: `“${account.name}” has no members yet.`,
        action: { label: 'Invite administrator…', onClick: () => onInvite(account) },
      });
    },
  });
  return (
    <FormDialog
      title="New account"
      description="An account has members, keys and messages of its own; no other account sees them."
      form={form}
      labels={{ submit: 'Create', submitting: 'Creating…' }}
      onClose={onClose}
    >
      <Field label="Account name" error={form.formState.errors.name?.message}>
        {(control) => (
          <Input {...control} {...form.register('name')} autoFocus autoComplete="off" placeholder="Acme Ltd" />
        )}
      </Field>
      <ChoiceCard type="checkbox" title="Verify immediately" {...form.register('verified')}>
        The account can have API keys without a verification request.
      </ChoiceCard>
    </FormDialog>
  );
}
