'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { z } from 'zod';
import { ChoiceCard } from '@/components/form/choice-card';
import { Field } from '@/components/form/field';
import { callAction, reportFailure } from '@/components/form/report-failure';
import { Part, SectionCard } from '@/components/layout/section';
import { MODES } from '@/components/replacements/modes';
import type { ReadTable } from '@/components/replacements/replacement-actions';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Input } from '@/components/ui/input';
import type { AutoReplaceMode } from '@/lib/messages/auto-replace-modes';
import type { KeyPageActions, SectionProps } from './key-page-actions';
import { SaveBar } from './save-bar';
import { useSettingsForm } from './use-settings-form';

const LoadedPreview = dynamic(() =>
  import('@/components/replacements/loaded-preview').then((module) => module.LoadedPreview),
);

/** Empty text: the account's setting. */
type Values = { id: string; defaultSender: string; autoReplace: AutoReplaceMode | ''; dlrUrl: string };

export function SendingSection(props: SectionProps) {
  return (
    <SectionCard
      id="sending"
      title="Sending"
      purpose="What counts when a request does not say. The request overrules the key, the key overrules the account."
    >
      <Part>
        <SendingForm {...props} />
      </Part>
      <Part>
        <WebhookSecret id={props.detail.id} copy={props.actions.copyWebhookSecret} />
      </Part>
    </SectionCard>
  );
}

function SendingForm({ detail, actions, manages }: SectionProps) {
  const { settings, accountSettings } = detail;
  const form = useSettingsForm<Values>({
    saved: {
      id: detail.id,
      defaultSender: settings.sender ?? '',
      autoReplace: settings.autoReplace ?? '',
      dlrUrl: settings.dlrUrl ?? '',
    },
    loadSchema: () =>
      import('@/lib/keys/schema').then((module) => module.sendSettingsSchema as z.ZodType<unknown, Values>),
    save: actions.setSending,
    done: 'Saved',
    doneDescription: 'It holds for messages accepted from now on.',
  });
  const { errors } = form.formState;
  const { defaultSender, autoReplace, dlrUrl } = form.watch();
  return (
    <form onSubmit={form.submit} noValidate>
      <div className="space-y-5">
        <Field
          label="Default sender"
          error={errors.defaultSender?.message}
          hint={defaultSender === '' && inherited(accountSettings.sender, 'the carrier’s own sender')}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register('defaultSender')}
              className="max-w-80"
              autoComplete="off"
              placeholder="Northwind"
              disabled={!manages}
            />
          )}
        </Field>
        <AutoReplaceField
          value={autoReplace}
          inherited={accountSettings.autoReplace ?? 'off'}
          readTable={actions.readTable}
          disabled={!manages}
          onChange={(mode) => form.setValue('autoReplace', mode, { shouldDirty: true })}
        />
        <Field
          label="DLR webhook URL"
          error={errors.dlrUrl?.message}
          hint={dlrUrl === '' && inherited(accountSettings.dlrUrl, 'no delivery reports')}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register('dlrUrl')}
              type="url"
              inputMode="url"
              className="font-mono sm:text-code"
              autoComplete="off"
              spellCheck={false}
              placeholder="https://example.com/reports"
              disabled={!manages}
            />
          )}
        </Field>
      </div>
      {manages && <SaveBar form={form} what="sending" />}
    </form>
  );
}

function inherited(value: string | null, otherwise: string): string {
  return `Inherits from the account: ${value ?? otherwise}.`;
}

type AutoReplaceFieldProps = {
  value: Values['autoReplace'];
  inherited: AutoReplaceMode;
  readTable: ReadTable;
  disabled: boolean;
  onChange: (mode: Values['autoReplace']) => void;
};

function AutoReplaceField({ value, inherited, readTable, disabled, onChange }: AutoReplaceFieldProps) {
  const [showsExample, setShowsExample] = useState(false);
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Auto-replace</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        <ChoiceCard
          name="auto-replace"
          title="Inherit"
          checked={value === ''}
          onChange={() => onChange('')}
          disabled={disabled}
        >
          The account’s setting, which is {inherited === 'off' ? 'Off' : inherited === 'on' ? 'On' : 'Full'}.
        </ChoiceCard>
        {MODES.map(({ mode, title, meaning }) => (
          <ChoiceCard
            key={mode}
            name="auto-replace"
            title={title}
            checked={value === mode}
            onChange={() => onChange(mode)}
            disabled={disabled}
          >
            {meaning}
          </ChoiceCard>
        ))}
      </div>
      <div className="mt-2">
        {showsExample ? (
          <LoadedPreview mode={value === '' ? inherited : value} read={readTable} />
        ) : (
          <Button look="quiet" size="small" className="-ml-2.5" onClick={() => setShowsExample(true)}>
            Try it on a text
          </Button>
        )}
      </div>
    </fieldset>
  );
}

function WebhookSecret({ id, copy }: { id: string; copy: KeyPageActions['copyWebhookSecret'] }) {
  async function fetchSecret(): Promise<string | null> {
    const result = await callAction(() => copy({ id }));
    if (result.ok) return result.data;
    reportFailure('Not copied', result.error);
    return null;
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <div className="min-w-0">
        <h3 className="font-medium">Webhook secret</h3>
        <p className="text-small text-soft">Signs this key’s delivery reports. Your receiver verifies them with it.</p>
      </div>
      <CopyButton value={fetchSecret} label="Copy webhook secret" size="small" />
    </div>
  );
}
