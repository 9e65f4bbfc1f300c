'use client';

import type { z } from 'zod';
import { SaveBar } from '@/components/form/save-bar';
import { useSettingsForm } from '@/components/form/use-settings-form';
import type { ReadTable } from '@/components/replacements/replacement-actions';
import { DefaultSenderField } from '@/components/senders/default-sender-field';
import type { ActionResult } from '@/lib/actions/result';
import type { AutoReplaceMode } from '@/lib/messages/auto-replace-modes';
import type { SendingDefaults, SendingDefaultsInput } from '@/lib/sending/schema';
import { AutoReplaceField } from './auto-replace-field';
import { WebhookField } from './webhook-field';

/** Empty text: not set. */
type Values = { defaultSender: string; autoReplace: AutoReplaceMode | ''; dlrUrl: string };

type DefaultsFormProps = {
  defaults: SendingDefaults;
  approved: string[];
  readTable: ReadTable;
  save: (input: SendingDefaultsInput) => Promise<ActionResult<void>>;
};

export function DefaultsForm({ defaults, approved, readTable, save }: DefaultsFormProps) {
  const form = useSettingsForm<Values>({
    saved: {
      defaultSender: defaults.defaultSender ?? '',
      autoReplace: defaults.autoReplace ?? '',
      dlrUrl: defaults.dlrUrl ?? '',
    },
    loadSchema: () =>
      import('@/lib/sending/schema').then((module) => module.sendingDefaultsSchema as z.ZodType<unknown, Values>),
    save,
    done: 'Saved',
    doneDescription: 'It holds for messages accepted from now on.',
  });
  const { errors } = form.formState;
  const { defaultSender, autoReplace, dlrUrl } = form.watch();
  return (
    <form onSubmit={form.submit} noValidate className="rounded-card border bg-card p-4 sm:p-5">
      <div className="space-y-5">
        <DefaultSenderField
          field={form.register('defaultSender')}
          value={defaultSender}
          approved={approved}
          none={{ option: 'No default', hint: 'Messages that name no sender come from the carrier’s own.' }}
          error={errors.defaultSender?.message}
        />
        <AutoReplaceField
          value={autoReplace}
          inherited="off"
          unset={{ title: 'Not set', meaning: 'As if it were Off.' }}
          readTable={readTable}
          onChange={(mode) => form.setValue('autoReplace', mode, { shouldDirty: true })}
        />
        <WebhookField
          field={form.register('dlrUrl')}
          hint={dlrUrl === '' && 'Not set: no delivery reports, unless key or request say where they go.'}
          error={errors.dlrUrl?.message}
        />
      </div>
      <SaveBar form={form} what="defaults" />
    </form>
  );
}
