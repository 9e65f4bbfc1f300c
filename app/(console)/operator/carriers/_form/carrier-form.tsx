'use client';

import { useRouter } from 'next/navigation';
import { type FormEventHandler, type ReactNode, useState } from 'react';
import { FormError } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { OneTimeLinkDialog } from '@/components/ui/one-time-link-dialog';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';
import { routes } from '@/lib/base/routes';
import type { CarrierTest } from '@/lib/carriers/test-carrier';
import { TestPanel } from './test-panel';

type Saved = { name: string; receiptUrl: string | null };

/** Goes to the page of a saved carrier, after the URL for its receipts was shown where it is new. */
export function useSaved(isNew: boolean) {
  const router = useRouter();
  const [shown, setShown] = useState<Saved | null>(null);
  const open = ({ name }: Saved) => router.push(routes.operatorCarrier(name));
  const onSaved = (saved: Saved) => {
    toast.success(isNew ? 'Added' : 'Saved', { description: `“${saved.name}” is used with these settings now.` });
    if (saved.receiptUrl) setShown(saved);
    else open(saved);
  };
  const dialog = shown?.receiptUrl && (
    <OneTimeLinkDialog title="URL for receipts" url={shown.receiptUrl} onClose={() => open(shown)}>
      The carrier sends receipts and incoming messages to this URL. Requests that have a dlr_url placeholder contain it
      already; otherwise enter it at the carrier.{' '}
      <strong className="font-medium text-ink">It is shown only now.</strong>
    </OneTimeLinkDialog>
  );
  return { onSaved, dialog };
}

type CarrierFormProps = {
  form: { submit: FormEventHandler; formError: string | undefined; formState: { isSubmitting: boolean } };
  isNew: boolean;
  cancel: string;
  /** Tests the settings of the form as they are. */
  test: (to: string | null) => Promise<ActionResult<CarrierTest>>;
  kind: 'smpp' | 'http';
  children: ReactNode;
};

/** The frame of a carrier's form: fields, test, buttons. */
export function CarrierForm({ form, isNew, cancel, test, kind, children }: CarrierFormProps) {
  const router = useRouter();
  const { isSubmitting } = form.formState;
  return (
    <form onSubmit={form.submit} noValidate className="space-y-4">
      {children}
      <TestPanel test={test} kind={kind} />
      <FormError message={form.formError} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => router.push(cancel)}>Cancel</Button>
        <Button variant="primary" type="submit" disabled={isSubmitting}>
          {isSubmitting ? 'Saving…' : isNew ? 'Add carrier' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
