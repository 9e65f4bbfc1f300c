'use client';

import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { RejectionInput } from '@/lib/accounts/verification/schema';
import type { ActionResult } from '@/lib/actions/result';

type RejectDialogProps = {
  id: string;
  reject: (input: RejectionInput) => Promise<ActionResult<void>>;
  labels: { title: string; description: string; submit: string; submitting: string; done: string };
  onClose: () => void;
};

/** Asks for the reason of a rejection, which is shown to the account. */
export function RejectDialog({ id, reject, labels, onClose }: RejectDialogProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/verification/schema')).rejectionSchema,
    action: reject,
    defaultValues: { id, reason: '' },
    onDone: () => {
      onClose();
      toast.success(labels.done, { description: 'The account sees your reason and can request it again.' });
    },
  });
  return (
    <FormDialog title={labels.title} description={labels.description} form={form} labels={labels} onClose={onClose}>
      <Field label="Reason" hint="Shown to the account’s administrators." error={form.formState.errors.reason?.message}>
        {(control) => <Textarea {...control} {...form.register('reason')} rows={4} autoFocus className="block" />}
      </Field>
    </FormDialog>
  );
}
