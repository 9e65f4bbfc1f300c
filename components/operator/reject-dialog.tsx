'use client';

import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { DecideActions } from './decide';

type RejectDialogProps = { id: string; reject: DecideActions['reject']; onClose: () => void };

export function RejectDialog({ id, reject, onClose }: RejectDialogProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/verification/schema')).rejectionSchema,
    action: reject,
    defaultValues: { id, reason: '' },
    onDone: () => {
      onClose();
      toast.success('Rejected', { description: 'The account sees your reason and can ask again.' });
    },
  });
  return (
    <FormDialog
      title="Reject this request?"
      description="The account stays as it is. It sees your reason, and can correct what it sent and ask again."
      form={form}
      labels={{ submit: 'Reject request', submitting: 'Rejecting…' }}
      onClose={onClose}
    >
      <Field label="Reason" hint="Shown to the account’s administrators." error={form.formState.errors.reason?.message}>
        {(control) => <Textarea {...control} {...form.register('reason')} rows={4} autoFocus className="block" />}
      </Field>
    </FormDialog>
  );
}
