'use client';

import { useWatch } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { SENDER_KIND_NAMES } from '@/components/senders/sender-name';
import { Input, Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { SENDER_RULE, senderForm } from '@/lib/senders/rules';
import { requestSenderIdAction } from './actions';

type RequestSenderFormProps = {
  operator: boolean;
  /** The rejected request to repeat. */
  last?: { value: string; note: string | null };
  onClose: () => void;
};

const REQUEST = {
  title: 'Request sender ID',
  description: 'The operator of this installation must approve it before messages can use it.',
  labels: { submit: 'Request', submitting: 'Requesting…' },
};
const ADD = {
  title: 'Add sender ID',
  description: 'You run this installation, so it is approved immediately.',
  labels: { submit: 'Add', submitting: 'Adding…' },
};

export function RequestSenderForm({ operator, last, onClose }: RequestSenderFormProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/senders/schema')).requestSenderIdSchema,
    action: requestSenderIdAction,
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
    <FormDialog {...(operator ? ADD : REQUEST)} form={form} onClose={onClose}>
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
        hint={operator ? 'A note for later.' : 'The operator reads it.'}
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

/** Describes the kind of the typed value and its normalized form. */
function hintFor(value: string): string {
  const form = senderForm(value);
  if (form === null) return SENDER_RULE;
  const kind = SENDER_KIND_NAMES[form.kind];
  return form.value === value.trim() ? `${kind}.` : `${kind}, saved as ${form.value}.`;
}
