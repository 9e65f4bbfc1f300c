'use client';

import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Input, Select } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { RouteInput } from '@/lib/carriers/route-schema';
import { createRouteAction } from './actions';

export type AddRouteDialogProps = {
  carriers: string[];
  accounts: { id: string; name: string }[];
  onClose: () => void;
};

const asNumber = { setValueAs: (value: unknown) => (value === '' ? Number.NaN : Number(value)) };

export function AddRouteDialog({ carriers, accounts, onClose }: AddRouteDialogProps) {
  const form = useActionForm<RouteInput, { route: string }>({
    loadSchema: async () => (await import('@/lib/carriers/route-schema')).routeSchema,
    action: createRouteAction,
    defaultValues: {
      carrier: carriers[0] ?? '',
      prefix: '',
      sender: '',
      environment: 'live',
      accountId: '',
      priority: 1,
      weight: 1,
    },
    onDone: ({ route }) => {
      onClose();
      toast.success('Added', { description: route });
    },
  });
  const { register, formState } = form;
  const { errors } = formState;
  return (
    <FormDialog
      title="Add a route"
      description="Messages that match go to this carrier, unless a more specific route matches too."
      form={form}
      labels={{ submit: 'Add route', submitting: 'Adding…' }}
      onClose={onClose}
    >
      <Field label="Carrier" error={errors.carrier?.message}>
        {(control) => (
          <Select {...control} {...register('carrier')} autoFocus className="w-full">
            {carriers.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Prefix" optional hint="Empty: every number." error={errors.prefix?.message}>
          {(control) => <Input {...control} {...register('prefix')} inputMode="tel" placeholder="372" />}
        </Field>
        <Field label="Sender" optional hint="Empty: every sender." error={errors.sender?.message}>
          {(control) => <Input {...control} {...register('sender')} autoComplete="off" />}
        </Field>
        <Field label="Messages of" error={errors.environment?.message}>
          {(control) => (
            <Select {...control} {...register('environment')} className="w-full">
              <option value="live">Live keys</option>
              <option value="test">Test keys</option>
            </Select>
          )}
        </Field>
        <Field label="Account" error={errors.accountId?.message}>
          {(control) => (
            <Select {...control} {...register('accountId')} className="w-full">
              <option value="">Every account</option>
              {accounts.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Priority" hint="1 first; higher ones are fallbacks." error={errors.priority?.message}>
          {(control) => <Input {...control} {...register('priority', asNumber)} inputMode="numeric" />}
        </Field>
        <Field label="Weight" hint="Share among equal routes." error={errors.weight?.message}>
          {(control) => <Input {...control} {...register('weight', asNumber)} inputMode="numeric" />}
        </Field>
      </div>
    </FormDialog>
  );
}
