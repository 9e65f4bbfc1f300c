'use client';

import { useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { SectionCard } from '@/components/layout/section';
import { Input, Textarea } from '@/components/ui/input';
import { routes } from '@/lib/base/routes';
import type { HttpFormValues } from '@/lib/carriers/form-schema';
import { saveHttpAction, testHttpAction } from '../actions';
import { CarrierForm, useSaved } from './carrier-form';
import { type CommonForm, LimitFields, NameField } from './common-fields';
import { errorsIn } from './json-errors';
import { PresetFields } from './preset-fields';
import { usedSecrets } from './used-secrets';

/** The form of a new HTTP carrier, or of a saved one. `secretNames`: the secrets that are stored. */
export function HttpForm({ values, secretNames }: { values: HttpFormValues; secretNames: string[] }) {
  const isNew = values.seen === null;
  const { onSaved, dialog } = useSaved(isNew);
  const [names, setNames] = useState(Object.keys(values.secrets));
  const form = useActionForm<HttpFormValues, { name: string; receiptUrl: string | null }>({
    loadSchema: async () => (await import('@/lib/carriers/form-schema')).httpFormSchema,
    action: saveHttpAction,
    defaultValues: values,
    onDone: onSaved,
  });
  const { register, setValue, getValues, formState } = form;
  // Both kinds of forms have these fields at the same paths.
  const common = form as unknown as UseFormReturn<CommonForm>;

  /** Shows a field for each secret that the settings use. */
  function followSecrets(settings: string): void {
    const used = usedSecrets(settings);
    for (const name of used) {
      if (getValues(`secrets.${name}`) === undefined) setValue(`secrets.${name}`, '');
    }
    setNames(used);
  }

  function fill(settings: string, secrets: Record<string, string>): void {
    setValue('settings', settings, { shouldDirty: true });
    setValue('secrets', secrets, { shouldDirty: true });
    followSecrets(settings);
  }

  return (
    <>
      <CarrierForm
        form={form}
        isNew={isNew}
        cancel={isNew ? routes.operatorCarriers() : routes.operatorCarrier(values.name)}
        test={(to) => testHttpAction({ form: getValues(), to })}
        kind="http"
      >
        <SectionCard id="carrier" title="Carrier">
          <div className="space-y-4">
            {isNew && <NameField form={common} />}
            {isNew && <PresetFields onFill={fill} />}
          </div>
          {!isNew && <p className="text-soft">Change the request below. The name stays.</p>}
        </SectionCard>
        <SectionCard
          id="request"
          title="Request and answers"
          purpose="JSON: the request with placeholders such as {{recipient}} and {{text}}, what its answers mean, and how receipts arrive."
        >
          <div className="space-y-4">
            <Field label="Settings" error={errorsIn(formState.errors.settings)}>
              {(control) => (
                <Textarea
                  {...control}
                  {...register('settings', { onBlur: (event) => followSecrets(String(event.target.value)) })}
                  rows={16}
                  spellCheck={false}
                  className="font-mono text-code"
                />
              )}
            </Field>
            {names.map((name) => (
              <Field
                key={name}
                label={`Secret ${name}`}
                optional={secretNames.includes(name)}
                hint={
                  secretNames.includes(name) ? 'Leave it empty to keep the present one.' : `Used as {{secret.${name}}}.`
                }
                error={formState.errors.secrets?.[name]?.message}
              >
                {(control) => (
                  <Input {...control} {...register(`secrets.${name}`)} type="password" autoComplete="new-password" />
                )}
              </Field>
            ))}
          </div>
        </SectionCard>
        <SectionCard id="limits" title="Limits and fallback">
          <LimitFields form={common} />
        </SectionCard>
      </CarrierForm>
      {dialog}
    </>
  );
}
