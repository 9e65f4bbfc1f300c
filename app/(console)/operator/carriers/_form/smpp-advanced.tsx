'use client';

import { Field } from '@/components/form/field';
import { Input, Select, Textarea } from '@/components/ui/input';
import { asNumber } from './common-fields';
import { errorsIn } from './json-errors';
import type { SmppForm } from './smpp-link-fields';

/** An empty text is null. */
const orNull = { setValueAs: (value: unknown) => (typeof value === 'string' && value.trim() === '' ? null : value) };

const CHOICES = {
  defaultAlphabet: [
    ['gsm', 'GSM 03.38 (data_coding 0)'],
    ['latin1', 'Latin-1 (data_coding 3)'],
    ['ascii', 'ASCII (data_coding 1)'],
  ],
  longMessages: [
    ['udh8', 'Header in the text, 8-bit reference'],
    ['udh16', 'Header in the text, 16-bit reference'],
    ['sar', 'SAR parameters'],
    ['payload', 'message_payload'],
  ],
  validity: [
    ['relative', 'Relative'],
    ['absolute', 'Absolute'],
    ['none', 'Not sent'],
  ],
  receiptIds: [
    ['auto', 'Recognized automatically'],
    ['same', 'The same as in the response'],
    ['hex_to_decimal', 'Hexadecimal in the receipt, decimal in the response'],
    ['decimal_to_hex', 'Decimal in the receipt, hexadecimal in the response'],
  ],
} as const;

const LABELS: Record<keyof typeof CHOICES, string> = {
  defaultAlphabet: 'Default alphabet',
  longMessages: 'Long messages',
  validity: 'Validity period',
  receiptIds: 'Message ids of receipts',
};

const NUMBERS = {
  enquireLinkSeconds: 'Seconds between enquire_link',
  responseTimeoutSeconds: 'Seconds until a response is overdue',
  registeredDelivery: 'registered_delivery',
} as const;

/** Settings that few carriers need. */
export function AdvancedFields({ form: { register, formState } }: { form: SmppForm }) {
  const { settings: errors, more } = formState.errors;
  return (
    <div className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        {(Object.keys(CHOICES) as (keyof typeof CHOICES)[]).map((name) => (
          <Field key={name} label={LABELS[name]} error={errors?.[name]?.message}>
            {(control) => (
              <Select {...control} {...register(`settings.${name}`)} className="w-full">
                {CHOICES[name].map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ))}
        {(Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]).map((name) => (
          <Field key={name} label={NUMBERS[name]} error={errors?.[name]?.message}>
            {(control) => <Input {...control} {...register(`settings.${name}`, asNumber)} inputMode="numeric" />}
          </Field>
        ))}
        <Field label="Service type" optional error={errors?.serviceType?.message}>
          {(control) => <Input {...control} {...register('settings.serviceType')} autoComplete="off" />}
        </Field>
        <Field label="Name in the TLS certificate" optional error={errors?.tls?.serverName?.message}>
          {(control) => <Input {...control} {...register('settings.tls.serverName', orNull)} autoComplete="off" />}
        </Field>
        <Field label="SHA-256 fingerprint of the certificate" optional error={errors?.tls?.fingerprint256?.message}>
          {(control) => <Input {...control} {...register('settings.tls.fingerprint256', orNull)} autoComplete="off" />}
        </Field>
      </div>
      <Field
        label="Certificate authority"
        optional
        hint="PEM, instead of the public authorities."
        error={errors?.tls?.ca?.message}
      >
        {(control) => (
          <Textarea
            {...control}
            {...register('settings.tls.ca', orNull)}
            rows={3}
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <Field
        label="More settings as JSON"
        optional
        hint="addressing, priorityFlags, customTlvs and commandStatus."
        error={errorsIn(more)}
      >
        {(control) => (
          <Textarea {...control} {...register('more')} rows={4} spellCheck={false} className="font-mono text-code" />
        )}
      </Field>
    </div>
  );
}
