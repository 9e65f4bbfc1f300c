'use client';

import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Input, Select } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { assignNumberAction } from '../actions';

export type AccountChoice = { id: string; name: string };

type AssignDialogProps = {
  accounts: readonly AccountChoice[];
  /** Filled in, such as the recipient of an unassigned message, or the number whose webhook is changed. */
  initial?: { number: string; keyword?: string | null; accountId?: string; webhookUrl?: string | null };
  onClose: () => void;
};

/** Assigns a number to an account, or changes the webhook of one that is assigned. */
export function AssignDialog({ accounts, initial, onClose }: AssignDialogProps) {
  const isChange = initial?.accountId !== undefined;
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/received/schema')).assignNumberSchema,
    action: assignNumberAction,
    defaultValues: {
      number: initial?.number ?? '',
      keyword: initial?.keyword ?? '',
      accountId: initial?.accountId ?? '',
      webhookUrl: initial?.webhookUrl ?? '',
    },
    onDone: ({ number }) => {
      onClose();
      toast.success(isChange ? 'Saved' : 'Assigned', {
        description: `Messages to ${number} that arrive from now on ${isChange ? 'go to this webhook' : 'belong to the account'}.`,
      });
    },
  });
  const { errors } = form.formState;
  const text = { autoComplete: 'off', spellCheck: false };
  return (
    <FormDialog
      title={isChange ? 'Change the webhook' : 'Assign a number'}
      description={
        isChange ? undefined : 'Received messages of the number belong to the account and go to its webhook.'
      }
      form={form}
      labels={isChange ? undefined : { submit: 'Assign', submitting: 'Assigning…' }}
      onClose={onClose}
    >
      <Field label="Number" error={errors.number?.message} hint="With country code, or a short code.">
        {(control) => (
          <Input
            {...control}
            {...form.register('number')}
            {...text}
            autoFocus={!isChange}
            readOnly={isChange}
            className="font-mono sm:text-code"
            placeholder="+37255500001"
          />
        )}
      </Field>
      <Field
        label="Keyword"
        optional
        error={errors.keyword?.message}
        hint="For a number that accounts share: only messages that begin with this word, in upper or lower case."
      >
        {(control) => <Input {...control} {...form.register('keyword')} {...text} readOnly={isChange} />}
      </Field>
      {!isChange && (
        <Field label="Account" error={errors.accountId?.message}>
          {(control) => (
            <Select {...control} {...form.register('accountId')} className="w-full">
              <option value="">Choose an account</option>
              {accounts.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field
        label="Webhook URL"
        optional
        error={errors.webhookUrl?.message}
        hint="Without one, the DLR webhook of the account’s sending defaults."
      >
        {(control) => (
          <Input
            {...control}
            {...form.register('webhookUrl')}
            {...text}
            autoFocus={isChange}
            type="url"
            inputMode="url"
            className="font-mono sm:text-code"
            placeholder="https://example.com/received"
          />
        )}
      </Field>
    </FormDialog>
  );
}
