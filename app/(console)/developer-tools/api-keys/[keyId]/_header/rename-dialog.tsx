'use client';

import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Input, Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { KeyDetail } from '@/lib/keys/queries/key-detail';
import { renameAction } from '../actions';

type RenameDialogProps = { detail: KeyDetail; onClose: () => void };

export function RenameDialog({ detail, onClose }: RenameDialogProps) {
  const form = useActionForm({
    loadSchema: () => import('@/lib/keys/schema').then((module) => module.renameKeySchema),
    action: renameAction,
    defaultValues: { id: detail.id, name: detail.name, description: detail.description ?? '' },
    onDone: () => {
      onClose();
      toast.success('Saved', { description: 'The name is shown in the console only; applications are not affected.' });
    },
  });
  const { errors } = form.formState;
  return (
    <FormDialog title="Rename this key" form={form} onClose={onClose}>
      <Field label="Key Name" error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register('name')} autoFocus autoComplete="off" />}
      </Field>
      <Field label="Key Description" optional error={errors.description?.message}>
        {(control) => <Textarea {...control} {...form.register('description')} rows={2} />}
      </Field>
    </FormDialog>
  );
}
