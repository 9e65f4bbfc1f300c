'use client';

import type { Control, FieldErrors, UseFormRegister } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { Input, Select } from '@/components/ui/input';
import { EventChoices } from '@/components/webhooks/event-choices';
import type { WebhookFormat } from '@/lib/webhooks/endpoints/schema';
import type { EndpointValues } from './endpoint-values';
import { HeadersField } from './headers-field';
import { type KeyChoice, KeyChooser } from './key-chooser';

const FORMATS: Record<WebhookFormat, { option: string; hint: string }> = {
  standard: { option: 'Postern (Standard Webhooks)', hint: 'JSON, signed with the headers of Standard Webhooks.' },
  messente: { option: 'Messente', hint: 'The body and signature that receivers of Messente expect.' },
  messagemedia: { option: 'MessageMedia', hint: 'The body and signature that receivers of MessageMedia expect.' },
  query: {
    option: 'GET with placeholders, as Kannel',
    hint: 'Placeholders in the URL, such as %d and %p, are filled in.',
  },
  form: { option: 'Form (POST) with placeholders', hint: 'The query of the URL, filled in, is sent as a form.' },
};

/** What the fields use of the form, of both a new endpoint and its settings. */
type EndpointFieldsProps = {
  register: UseFormRegister<EndpointValues>;
  control: Control<EndpointValues>;
  errors: FieldErrors<EndpointValues>;
  format: WebhookFormat;
  keyIds: string[];
  setKeyIds: (ids: string[]) => void;
  /** Names of the keys that are chosen already. */
  chosen: KeyChoice[];
  autoFocus?: boolean;
};

/** The fields of an endpoint, in a new one and in its settings. */
export function EndpointFields(props: EndpointFieldsProps) {
  const { register, control, errors, format, keyIds, setKeyIds, chosen, autoFocus } = props;
  return (
    <div className="space-y-5">
      <Field label="Name" error={errors.name?.message}>
        {(control) => (
          <Input
            {...control}
            {...register('name')}
            autoFocus={autoFocus}
            autoComplete="off"
            placeholder="Order service"
          />
        )}
      </Field>
      <Field
        label="URL"
        error={errors.url?.message}
        hint="Where reports are posted. Any 2xx status within 15 seconds accepts a report; redirects are not followed."
      >
        {(control) => (
          <Input
            {...control}
            {...register('url')}
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://example.com/reports"
            className="font-mono sm:text-code!"
          />
        )}
      </Field>
      <EventChoices field={register('events')} error={errors.events?.message} />
      <KeyChooser value={keyIds} known={chosen} onChange={setKeyIds} error={errors.keyIds?.message} />
      <Field label="Format" error={errors.format?.message} hint={FORMATS[format].hint}>
        {(control) => (
          <Select {...control} {...register('format')} className="w-full max-w-80">
            {Object.entries(FORMATS).map(([value, { option }]) => (
              <option key={value} value={value}>
                {option}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <HeadersField control={control} register={register} errors={errors} />
    </div>
  );
}
