'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Control, UseFormRegister } from 'react-hook-form';
import { ChoiceCard } from '@/components/form/choice-card';
import { FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard';
import { Button } from '@/components/ui/button';
import { routes } from '@/lib/base/routes';
import { EndpointFields } from '../_shared/endpoint-fields';
import { type EndpointValues, NEW_ENDPOINT, type NewEndpointValues, toInput } from '../_shared/endpoint-values';
import type { RevealedEndpoint } from '../_shared/revealed-endpoint';
import { createEndpointAction } from '../actions';

const RevealSecretDialog = dynamic(() =>
  import('@/components/webhooks/reveal-secret-dialog').then((module) => module.RevealSecretDialog),
);

/** The form of a new endpoint, then its secret. What was typed stays after an error. */
export function NewEndpointForm() {
  const router = useRouter();
  const [revealed, setRevealed] = useState<RevealedEndpoint | null>(null);
  const form = useActionForm<NewEndpointValues, RevealedEndpoint>({
    loadSchema: async () => {
      const [{ createEndpointSchema }, { preprocessed }] = await Promise.all([
        import('@/lib/webhooks/endpoints/schema'),
        import('@/components/form/preprocessed'),
      ]);
      return preprocessed<NewEndpointValues>(createEndpointSchema, toInput);
    },
    action: (values) => createEndpointAction(toInput(values)),
    defaultValues: NEW_ENDPOINT,
    onDone: setRevealed,
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  useUnsavedGuard(isDirty && !revealed);
  const { format, keyIds, signature } = form.watch();
  return (
    <>
      <form onSubmit={form.submit} noValidate className="max-w-180 space-y-5 rounded-card border bg-card p-4 sm:p-5">
        <EndpointFields
          register={form.register as unknown as UseFormRegister<EndpointValues>}
          control={form.control as unknown as Control<EndpointValues>}
          errors={errors}
          format={format}
          keyIds={keyIds}
          setKeyIds={(ids) => form.setValue('keyIds', ids, { shouldDirty: true })}
          chosen={[]}
          autoFocus
        />
        {format === 'standard' && (
          <fieldset>
            <legend className="mb-1.5 font-medium">Signature</legend>
            <div className="grid gap-2 sm:grid-cols-2">
              <ChoiceCard
                {...form.register('signature')}
                value="v1"
                title="Shared secret (v1)"
                checked={signature === 'v1'}
              >
                HMAC-SHA256. Every library of Standard Webhooks verifies it.
              </ChoiceCard>
              <ChoiceCard
                {...form.register('signature')}
                value="v1a"
                title="Key pair (v1a)"
                checked={signature === 'v1a'}
              >
                Ed25519. Receivers have only a public key, which cannot sign.
              </ChoiceCard>
            </div>
          </fieldset>
        )}
        <FormError message={form.formError} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => router.push(routes.webhooks())}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={isSubmitting || revealed !== null}>
            {isSubmitting ? 'Creating…' : 'Create endpoint'}
          </Button>
        </div>
      </form>
      {revealed && (
        <RevealSecretDialog
          revealed={revealed}
          title="Endpoint created"
          onOk={() => router.push(routes.webhook(revealed.id))}
        />
      )}
    </>
  );
}
