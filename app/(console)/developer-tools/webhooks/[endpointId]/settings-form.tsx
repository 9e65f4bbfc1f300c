'use client';

import type { Control, UseFormRegister } from 'react-hook-form';
import { SaveBar } from '@/components/form/save-bar';
import { useSettingsForm } from '@/components/form/use-settings-form';
import type { EndpointView } from '@/lib/webhooks/endpoints/view';
import { EndpointFields } from '../_shared/endpoint-fields';
import { type EndpointValues, toInput } from '../_shared/endpoint-values';
import type { KeyChoice } from '../_shared/key-chooser';
import { updateEndpointAction } from '../actions';

type Values = EndpointValues & { id: string };

/** Changes an endpoint. Masked values of headers keep the stored ones. */
export function SettingsForm({ endpoint, keys }: { endpoint: EndpointView; keys: KeyChoice[] }) {
  const { id, name, url, events, keyIds, format, headers } = endpoint;
  const form = useSettingsForm<Values>({
    saved: {
      ...{ id, name, url, events, keyIds, format },
      headers: Object.entries(headers).map(([header, value]) => ({ name: header, value })),
    },
    loadSchema: async () => {
      const [{ updateEndpointSchema }, { preprocessed }] = await Promise.all([
        import('@/lib/webhooks/endpoints/schema'),
        import('@/components/form/preprocessed'),
      ]);
      return preprocessed<Values>(updateEndpointSchema, toInput);
    },
    save: (values) => updateEndpointAction(toInput(values)),
    done: 'Saved',
    doneDescription: 'It applies to events from now on.',
  });
  const watched = form.watch();
  return (
    <form onSubmit={form.submit} noValidate>
      <EndpointFields
        register={form.register as unknown as UseFormRegister<EndpointValues>}
        control={form.control as unknown as Control<EndpointValues>}
        errors={form.formState.errors}
        format={watched.format}
        keyIds={watched.keyIds}
        setKeyIds={(ids) => form.setValue('keyIds', ids, { shouldDirty: true })}
        chosen={keys}
      />
      <SaveBar form={form} what="settings" />
    </form>
  );
}
