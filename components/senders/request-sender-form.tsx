'use client';

import { useWatch } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Input, Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { SENDER_RULE, senderForm } from '@/lib/senders/rules';
import { KIND_NAMES } from './kind-names';
import type { SenderActions } from './sender-actions';

type RequestSenderFormProps = {
  request: SenderActions['request'];
  operator: boolean;
  /** What was asked for before, to be asked for again. */
  last?: { value: string; note: string | null };
  onClose: () => void;
};

const ASKS = {
  title: 'Request sender ID',
  description: 'The operator of this installation approves it before messages go out under it.',
  labels: { submit: 'Request', submitting: 'Requesting…' },
};
const ADDS = {
  title: 'Add sender ID',
  description: 'You run this installation, so it is approved at once.',
  labels: { submit: 'Add', submitting: 'Adding…' },
};

export function RequestSenderForm({ request, operator, last, onClose }: RequestSenderFormProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/senders/schema')).requestSenderIdSchema,
    action: request,
    defaultValues: { value: last?.value ?? '', note: last?.note ?? '' },
    onDone: ({ value, state }) => {
      onClose();
      if (state === 'approved') toast.success('Added', { description: `Keys can send as “${value}” now.` });
      else
        toast.success('Requested', { description: `“${value}” waits for the operator. This page shows the decision.` });
    },
  });
  const { errors } = form.formState;
  const value = useWatch({ control: form.control, name: 'value' });
  return (
    <FormDialog {...(operator ? ADDS : ASKS)} form={form} onClose={onClose}>
      <Field label="Sender ID" hint={hintFor(value)} error={errors.value?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('value')}
            readOnly={last !== undefined}
            autoFocus={last === undefined}
            autoComplete="off"
            spellCheck={false}
            placeholder="Northwind"
          />
        )}
      </Field>
      <Field
        label="What it is for"
        optional
        hint={operator ? 'A note for whoever looks later.' : 'The operator reads it.'}
        error={errors.note?.message}
      >
        {(control) => (
          <Textarea
            {...control}
            {...form.register('note')}
            rows={3}
            autoFocus={last !== undefined}
            className="block"
            placeholder="Our trade name; delivery times of orders"
          />
        )}
      </Field>
    </FormDialog>
  );
}

/** What will become of the value as typed. */
function hintFor(value: string): string {
  const form = senderForm(value);
  if (form === null) return SENDER_RULE;
  const kind = KIND_NAMES[form.kind];
  return form.value === value.trim() ? `${kind}.` : `${kind}, kept as ${form.value}.`;
}
