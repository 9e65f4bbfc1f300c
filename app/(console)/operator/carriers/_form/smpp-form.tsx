'use client';

import type { UseFormReturn } from 'react-hook-form';
import { useActionForm } from '@/components/form/use-action-form';
import { SectionCard } from '@/components/layout/section';
import { routes } from '@/lib/base/routes';
import type { SmppFormValues } from '@/lib/carriers/form-schema';
import { saveSmppAction, testSmppAction } from '../actions';
import { CarrierForm, useSaved } from './carrier-form';
import { type CommonForm, LimitFields, NameField } from './common-fields';
import { AdvancedFields } from './smpp-advanced';
import { LinkFields } from './smpp-link-fields';

/** The form of a new SMPP carrier, or of a saved one: then `values.seen` is its revision. */
export function SmppForm({ values }: { values: SmppFormValues }) {
  const isNew = values.seen === null;
  const { onSaved, dialog } = useSaved(isNew);
  const form = useActionForm<SmppFormValues, { name: string; receiptUrl: string | null }>({
    loadSchema: async () => (await import('@/lib/carriers/form-schema')).smppFormSchema,
    action: saveSmppAction,
    defaultValues: values,
    onDone: onSaved,
  });
  // Both kinds of forms have these fields at the same paths.
  const common = form as unknown as UseFormReturn<CommonForm>;
  return (
    <>
      <CarrierForm
        form={form}
        isNew={isNew}
        cancel={isNew ? routes.operatorCarriers() : routes.operatorCarrier(values.name)}
        test={(to) => testSmppAction({ form: form.getValues(), to })}
        kind="smpp"
      >
        <SectionCard id="link" title="Link">
          <div className="space-y-4">
            {isNew && <NameField form={common} />}
            <LinkFields form={form} isNew={isNew} />
          </div>
        </SectionCard>
        <SectionCard id="limits" title="Limits and fallback">
          <LimitFields form={common} />
        </SectionCard>
        <SectionCard id="advanced" title="Details of the carrier" purpose="The defaults suit most carriers.">
          <AdvancedFields form={form} />
        </SectionCard>
      </CarrierForm>
      {dialog}
    </>
  );
}
