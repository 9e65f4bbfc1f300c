'use client';

import type * as z from 'zod';
import { AutoReplaceField } from '@/components/auto-replace/auto-replace-field';
import { SaveBar } from '@/components/form/save-bar';
import { useSettingsForm } from '@/components/form/use-settings-form';
import { DefaultSenderField } from '@/components/sending/default-sender-field';
import { WebhookField } from '@/components/sending/webhook-field';
import { UrlEventsField } from '@/components/webhooks/url-events-field';
import type { SendingDefaults } from '@/lib/sending-defaults/schema';
import type { AutoReplaceMode } from '@/lib/text/auto-replace-modes';
import { DEFAULT_EVENTS, type WebhookEvent } from '@/lib/webhooks/events';
import { readTableAction } from '../../developer-tools/auto-replace/actions';
import { setSendingDefaultsAction } from './actions';

/** An empty value means not set. */
type Values = { defaultSender: string; autoReplace: AutoReplaceMode | ''; dlrUrl: string; dlrEvents: WebhookEvent[] };

type DefaultsFormProps = {
  defaults: SendingDefaults;
  approved: string[];
};

export function DefaultsForm({ defaults, approved }: DefaultsFormProps) {
  const form = useSettingsForm<Values>({
    saved: {
      defaultSender: defaults.defaultSender ?? '',
      autoReplace: defaults.autoReplace ?? '',
      dlrUrl: defaults.dlrUrl ?? '',
      dlrEvents: defaults.dlrEvents ?? [],
    },
    loadSchema: () =>
      import('@/lib/sending-defaults/schema').then(
        (module) => module.sendingDefaultsSchema as z.ZodType<unknown, Values>,
      ),
    save: setSendingDefaultsAction,
    done: 'Saved',
    doneDescription: 'It applies to messages accepted from now on.',
  });
  const { errors } = form.formState;
  const { defaultSender, autoReplace, dlrUrl, dlrEvents } = form.watch();
  return (
    <form onSubmit={form.submit} noValidate className="rounded-card border bg-card p-4 sm:p-5">
      <div className="space-y-5">
        <DefaultSenderField
          field={form.register('defaultSender')}
          value={defaultSender}
          approved={approved}
          none={{ option: 'No default', hint: 'Messages without a sender use the carrier’s default.' }}
          error={errors.defaultSender?.message}
        />
        <AutoReplaceField
          value={autoReplace}
          inherited="off"
          unset={{ title: 'Not set', description: 'Same as Off.' }}
          readTable={readTableAction}
          onChange={(mode) => form.setValue('autoReplace', mode, { shouldDirty: true })}
        />
        <WebhookField
          field={form.register('dlrUrl')}
          hint={dlrUrl === '' && 'Not set: no delivery reports, unless the key or the request has a URL.'}
          error={errors.dlrUrl?.message}
        />
        <UrlEventsField
          field={form.register('dlrEvents')}
          value={dlrEvents}
          inherited={DEFAULT_EVENTS}
          unset="The final statuses"
          onChange={(events) => form.setValue('dlrEvents', events, { shouldDirty: true })}
          error={errors.dlrEvents?.message}
        />
      </div>
      <SaveBar form={form} what="defaults" />
    </form>
  );
}
