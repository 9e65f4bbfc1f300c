'use client';

import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { type Control, type FieldErrors, type UseFormRegister, useFieldArray } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { MAX_HEADERS } from '@/lib/webhooks/endpoints/headers';
import type { EndpointValues } from './endpoint-values';

type HeadersFieldProps = {
  control: Control<EndpointValues>;
  register: UseFormRegister<EndpointValues>;
  errors: FieldErrors<EndpointValues>;
};

/** Headers that are sent with each report, such as a token of a gateway. Stored values are masked; unchanged they stay. */
export function HeadersField({ control, register, errors }: HeadersFieldProps) {
  const id = useId();
  const { fields, append, remove } = useFieldArray({ control, name: 'headers' });
  const error = errors.headers?.root?.message ?? errors.headers?.message;
  return (
    <fieldset aria-describedby={id}>
      <legend className="mb-1.5 font-medium">
        Custom headers <span className="font-normal text-soft">optional</span>
      </legend>
      <ul className="space-y-2">
        {fields.map((field, index) => (
          <li key={field.id} className="flex gap-2">
            <Input
              {...register(`headers.${index}.name`)}
              aria-label={`Name of header ${index + 1}`}
              aria-invalid={error ? true : undefined}
              autoComplete="off"
              spellCheck={false}
              placeholder="X-Token"
              className="min-w-0 flex-2 font-mono sm:text-code!"
            />
            <Input
              {...register(`headers.${index}.value`)}
              aria-label={`Value of header ${index + 1}`}
              aria-invalid={error ? true : undefined}
              autoComplete="off"
              spellCheck={false}
              className="min-w-0 flex-3 font-mono sm:text-code!"
            />
            <Button
              variant="quiet"
              size="icon"
              className="size-9.5!"
              aria-label={`Remove header ${index + 1}`}
              onClick={() => remove(index)}
            >
              <X aria-hidden strokeWidth={1.75} />
            </Button>
          </li>
        ))}
      </ul>
      {fields.length < MAX_HEADERS && (
        <Button
          size="small"
          className={fields.length > 0 ? 'mt-2' : ''}
          onClick={() => append({ name: '', value: '' })}
        >
          <Plus aria-hidden strokeWidth={1.75} /> Add a header
        </Button>
      )}
      <p id={id} className={error ? 'mt-1.5 text-bad' : 'mt-1.5 text-small text-soft'}>
        {error ?? 'Sent with each report. Their values are stored encrypted and never shown again.'}
      </p>
    </fieldset>
  );
}
