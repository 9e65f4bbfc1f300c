'use client';

import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard';
import { Button } from '@/components/ui/button';
import { Input, Select, Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { VOLUME_NAMES } from '@/components/verification/volume-names';
import type { VerificationInput } from '@/lib/accounts/verification/schema';
import { requestVerificationAction } from './actions';

/** The volume has no default, because users would overlook it. */
type Values = Omit<VerificationInput, 'monthlyVolume'> & { monthlyVolume: VerificationInput['monthlyVolume'] | '' };

type VerificationFormProps = {
  /** The rejected request to correct and repeat. */
  last: Values | null;
};

const EMPTY: Values = { company: '', website: '', contact: '', purpose: '', monthlyVolume: '' };

export function VerificationForm({ last }: VerificationFormProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/verification/schema')).verificationSchema,
    action: requestVerificationAction,
    defaultValues: (last ?? EMPTY) as VerificationInput,
    onDone: () => toast.success('Sent', { description: 'The operator of this installation can see your request now.' }),
  });
  const { errors, isSubmitting, isDirty, isSubmitSuccessful } = form.formState;
  useUnsavedGuard(isDirty && !isSubmitting && !isSubmitSuccessful);
  return (
    <form onSubmit={form.submit} noValidate className="space-y-4 rounded-card border bg-card p-5">
      <h2 className="font-semibold">{last ? 'Request again' : 'About your organization'}</h2>
      <FormError message={form.formError} />
      <Field label="Company or organization" error={errors.company?.message}>
        {(control) => <Input {...control} {...form.register('company')} autoComplete="organization" />}
      </Field>
      <Field label="Website" optional error={errors.website?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('website')}
            type="url"
            autoComplete="url"
            placeholder="https://example.com"
          />
        )}
      </Field>
      <Field label="Contact" hint="A name, and a phone number or an e-mail address." error={errors.contact?.message}>
        {(control) => <Input {...control} {...form.register('contact')} autoComplete="off" />}
      </Field>
      <Field label="What will you send, and to whom?" error={errors.purpose?.message}>
        {(control) => (
          <Textarea
            {...control}
            {...form.register('purpose')}
            rows={5}
            className="block"
            placeholder="Delivery times of orders, to customers who gave us their number when they ordered"
          />
        )}
      </Field>
      <Field label="Messages a month" error={errors.monthlyVolume?.message}>
        {(control) => (
          <Select {...control} {...form.register('monthlyVolume')} className="w-full sm:w-64">
            <option value="">Choose…</option>
            {Object.entries(VOLUME_NAMES).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="flex justify-end pt-2">
        <Button variant="primary" type="submit" disabled={isSubmitting}>
          {isSubmitting ? 'Sending…' : last ? 'Request again' : 'Request verification'}
        </Button>
      </div>
    </form>
  );
}
