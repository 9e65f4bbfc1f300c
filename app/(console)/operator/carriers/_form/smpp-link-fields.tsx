'use client';

import type { UseFormReturn } from 'react-hook-form';
import { ChoiceCard } from '@/components/form/choice-card';
import { Field } from '@/components/form/field';
import { Input, Select } from '@/components/ui/input';
import type { SmppFormValues } from '@/lib/carriers/form-schema';
import { asNumber } from './common-fields';

export type SmppForm = Pick<UseFormReturn<SmppFormValues>, 'register' | 'formState'>;

/** Where to bind, and as what. */
export function LinkFields({ form: { register, formState }, isNew }: { form: SmppForm; isNew: boolean }) {
  const { settings: errors, secrets } = formState.errors;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
        <Field label="Host" error={errors?.host?.message}>
          {(control) => (
            <Input
              {...control}
              {...register('settings.host')}
              autoComplete="off"
              spellCheck={false}
              placeholder="smpp.example.com"
            />
          )}
        </Field>
        <Field label="Port" error={errors?.port?.message}>
          {(control) => <Input {...control} {...register('settings.port', asNumber)} inputMode="numeric" />}
        </Field>
      </div>
      <ChoiceCard type="checkbox" title="TLS" {...register('settings.tls.enabled')}>
        The carrier’s certificate is checked. A CA or a pinned certificate can be set below.
      </ChoiceCard>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="System ID" error={errors?.systemId?.message}>
          {(control) => <Input {...control} {...register('settings.systemId')} autoComplete="off" spellCheck={false} />}
        </Field>
        <Field
          label="Password"
          optional={!isNew}
          hint={isNew ? undefined : 'Leave it empty to keep the present one.'}
          error={secrets?.password?.message}
        >
          {(control) => (
            <Input {...control} {...register('secrets.password')} type="password" autoComplete="new-password" />
          )}
        </Field>
        <Field label="System type" optional error={errors?.systemType?.message}>
          {(control) => (
            <Input {...control} {...register('settings.systemType')} autoComplete="off" spellCheck={false} />
          )}
        </Field>
        <Field label="Bind as" error={errors?.bindMode?.message}>
          {(control) => (
            <Select {...control} {...register('settings.bindMode')} className="w-full">
              <option value="transceiver">Transceiver</option>
              <option value="transmitter_receiver">Transmitter and receiver</option>
            </Select>
          )}
        </Field>
        <Field
          label="Binds"
          hint="Links at the same time, as many as the carrier allows."
          error={errors?.binds?.message}
        >
          {(control) => <Input {...control} {...register('settings.binds', asNumber)} inputMode="numeric" />}
        </Field>
        <Field label="Window" hint="Messages of a bind that wait for their response." error={errors?.window?.message}>
          {(control) => <Input {...control} {...register('settings.window', asNumber)} inputMode="numeric" />}
        </Field>
      </div>
    </>
  );
}
