'use client';

import type * as z from 'zod';
import { useCommand } from '@/components/form/call-action';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { changeBalanceAction, setCreditAction } from './actions';

type CreditDialogProps = {
  account: { id: string; name: string };
  /** `EUR 12.00`; null while credit is off. */
  balance: string | null;
  onClose: () => void;
};

type Values = { accountId: string; amount: string; note: string };

/** Switches the credit of an account, and tops up its balance. */
export function CreditDialog({ account, balance, onClose }: CreditDialogProps) {
  const { pending, run } = useCommand();
  const form = useActionForm<Values, string>({
    loadSchema: async () => (await import('@/lib/credit/schema')).changeBalanceSchema as z.ZodType<unknown, Values>,
    action: changeBalanceAction,
    defaultValues: { accountId: account.id, amount: '', note: '' },
    onDone: (next) => {
      onClose();
      toast.success('Balance changed', { description: `“${account.name}” has ${next} now.` });
    },
  });
  const { errors } = form.formState;

  function setEnabled(enabled: boolean) {
    run(
      `Credit of “${account.name}” was not changed`,
      () => setCreditAction({ accountId: account.id, enabled }),
      () => {
        onClose();
        toast.success(enabled ? 'Credit switched on' : 'Credit switched off');
      },
    );
  }

  return (
    <FormDialog
      title={`Credit of ${account.name}`}
      description={
        balance === null
          ? 'Credit is off: live messages of the account are not paid for. It needs prices and a balance before it is switched on.'
          : `The balance is ${balance}. Live messages are paid for from it.`
      }
      form={form}
      labels={{ submit: 'Change balance', submitting: 'Changing…' }}
      onClose={onClose}
    >
      <Button type="button" size="small" disabled={pending} onClick={() => setEnabled(balance === null)}>
        {balance === null ? 'Switch credit on' : 'Switch credit off'}
      </Button>
      <Field label="Amount" hint="Added to the balance. A negative amount corrects it." error={errors.amount?.message}>
        {(control) => (
          <Input {...control} {...form.register('amount')} inputMode="decimal" autoComplete="off" placeholder="50.00" />
        )}
      </Field>
      <Field label="Note" optional hint="Shown in the ledger of the account." error={errors.note?.message}>
        {(control) => (
          <Input {...control} {...form.register('note')} autoComplete="off" placeholder="Invoice 2026-117" />
        )}
      </Field>
    </FormDialog>
  );
}
