'use client';

import type { UseFormReturn } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { Input, Select } from '@/components/ui/input';
import type { HttpFormValues } from '@/lib/carriers/form-schema';

/** The fields that forms of all kinds have. */
export type CommonForm = Pick<HttpFormValues, 'name' | 'ratePerSecond' | 'unknownOutcome' | 'fallbackAfterSeconds'>;

/** A number of a form; an empty field is null. */
export const asNumber = { setValueAs: (value: unknown) => (value === '' || value === null ? null : Number(value)) };

type CommonFieldsProps = { form: Pick<UseFormReturn<CommonForm>, 'register' | 'formState'> };

export function NameField({ form: { register, formState } }: CommonFieldsProps) {
  return (
    <Field
      label="Name"
      hint="Messages and receipts are stored under it, so it cannot be changed later."
      error={formState.errors.name?.message}
    >
      {(control) => (
        <Input
          {...control}
          {...register('name')}
          autoComplete="off"
          spellCheck={false}
          placeholder="acme"
          className="font-mono"
        />
      )}
    </Field>
  );
}

/** Rate, unknown outcome, time before the fallback. */
export function LimitFields({ form: { register, formState } }: CommonFieldsProps) {
  const { errors } = formState;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label="Most messages per second"
        optional
        hint="Over all binds. Empty: no limit."
        error={errors.ratePerSecond?.message}
      >
        {(control) => <Input {...control} {...register('ratePerSecond', asNumber)} inputMode="numeric" />}
      </Field>
      <Field
        label="Seconds before the fallback"
        hint="When it is down for this long, its queue moves to the next route."
        error={errors.fallbackAfterSeconds?.message}
      >
        {(control) => <Input {...control} {...register('fallbackAfterSeconds', asNumber)} inputMode="numeric" />}
      </Field>
      <Field
        label="When the link is cut before the answer"
        hint="The carrier may have the message, or not."
        error={errors.unknownOutcome?.message}
      >
        {(control) => (
          <Select {...control} {...register('unknownOutcome')} className="w-full">
            <option value="resend">Send again, flagged as possible duplicate</option>
            <option value="wait">Wait for a receipt until the validity ends</option>
          </Select>
        )}
      </Field>
    </div>
  );
}
