'use client';

import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { toast } from '@/components/ui/toast';
import { moveRotationEndAction } from '../actions';
import { DateTimeField, toIso, toLocalDateTime } from '../date-time-field';

type ExtendDialogProps = {
  id: string;
  validUntil: Date;
  onClose: () => void;
};
type Values = { id: string; endsAt: string };

const HOUR_MS = 3_600_000;
const STEPS = [
  { label: '+1 hour', hours: 1 },
  { label: '+24 hours', hours: 24 },
  { label: '+7 days', hours: 7 * 24 },
];

export function ExtendDialog({ id, validUntil, onClose }: ExtendDialogProps) {
  const form = useActionForm<Values, void>({
    loadSchema: async () => {
      const { moveRotationEndSchema } = await import('@/lib/keys/schema');
      const { preprocessed } = await import('@/components/form/preprocessed');
      // The field holds a local time; the schema accepts only times with their zone.
      return preprocessed<Values>(moveRotationEndSchema, (values) => ({ ...values, endsAt: toIso(values.endsAt) }));
    },
    action: ({ endsAt }) => moveRotationEndAction({ id, endsAt: toIso(endsAt) }),
    defaultValues: { id, endsAt: toLocalDateTime(new Date(validUntil.getTime() + 24 * HOUR_MS)) },
    onDone: () => {
      onClose();
      toast.success('Moved', { description: 'The old secret ends at the time you chose.' });
    },
  });
  const { errors } = form.formState;
  return (
    <FormDialog title="Move the end of the old secret" form={form} onClose={onClose}>
      <DateTimeField
        label="New end of the old secret"
        hint="In your own time zone."
        value={form.watch('endsAt')}
        onChange={(endsAt) => form.setValue('endsAt', endsAt, { shouldValidate: true })}
        error={errors.endsAt?.message}
        presets={STEPS.map(({ label, hours }) => ({
          label,
          value: () => toLocalDateTime(new Date(validUntil.getTime() + hours * HOUR_MS)),
        }))}
      />
    </FormDialog>
  );
}
