'use client';

import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import type { z } from 'zod';
import { ChoiceCard } from '@/components/form/choice-card';
import { Field } from '@/components/form/field';
import { callAction, reportFailure } from '@/components/form/report-failure';
import { Part, SectionCard } from '@/components/layout/section';
import { DefaultSenderField } from '@/components/senders/default-sender-field';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Input } from '@/components/ui/input';
import type { AutoReplaceMode } from '@/lib/messages/auto-replace-modes';
import { routes } from '@/lib/routes';
import type { KeyPageActions, SectionProps } from './key-page-actions';
import { SaveBar } from './save-bar';
import { useSettingsForm } from './use-settings-form';

const AutoReplacePreview = dynamic(() => import('./auto-replace-preview').then((module) => module.AutoReplacePreview));

/** Empty text: the account's setting. */
type Values = { id: string; defaultSender: string; autoReplace: AutoReplaceMode | ''; dlrUrl: string };

const MODES: { mode: AutoReplaceMode; title: string; meaning: string }[] = [
  { mode: 'off', title: 'Off', meaning: 'The text is sent exactly as given.' },
  { mode: 'on', title: 'On', meaning: 'Typographic quotes, dashes and the like become plain ones.' },
  { mode: 'full', title: 'Full', meaning: 'So does every character GSM-7 lacks, where a close one exists.' },
];

type SendingProps = SectionProps & {
  /** The account's approved sender IDs. */
  approved: string[];
};

export function SendingSection(props: SendingProps) {
  return (
    <SectionCard
      id="sending"
      title="Sending"
      purpose={
        <>
          What counts when a request does not say. The request overrules the key, the key overrules the account’s{' '}
          <Link href={routes.sendingDefaults()} className="rounded-[4px] underline underline-offset-2 hover:text-ink">
            sending defaults
          </Link>
          .
        </>
      }
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

function SendingForm({ detail, actions, manages, approved }: SendingProps) {
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
        <DefaultSenderField
          field={form.register('defaultSender')}
          value={defaultSender}
          approved={approved}
          none={noSender(accountSettings.sender)}
          error={errors.defaultSender?.message}
          disabled={!manages}
        />
        <AutoReplaceField
          value={autoReplace}
          inherited={accountSettings.autoReplace ?? 'off'}
          unset={{
            title: 'Inherit',
            meaning: `The account’s setting, which is ${modeName(accountSettings.autoReplace ?? 'off')}.`,
          }}
          disabled={!manages}
          onChange={(mode) => form.setValue('autoReplace', mode, { shouldDirty: true })}
        />
        <WebhookField
          field={form.register('dlrUrl')}
          hint={dlrUrl === '' && notSet(accountSettings.dlrUrl, 'no delivery reports')}
          error={errors.dlrUrl?.message}
          disabled={!manages}
        />
      </div>
      {manages && <SaveBar form={form} what="sending" />}
    </form>
  );
}

function noSender(accountSender: string | null) {
  return accountSender === null
    ? { option: 'No default', hint: notSet(null, 'the carrier’s own sender') }
    : { option: notSet(accountSender, ''), hint: '' };
}

/** What counts where the key says nothing. */
function notSet(accountValue: string | null, otherwise: string): string {
  return accountValue === null
    ? `Not set here nor on the account: ${otherwise}.`
    : `Not set: the account’s default, ${accountValue}`;
}

function modeName(mode: AutoReplaceMode): string {
  return MODES.find((known) => known.mode === mode)?.title ?? mode;
}

type WebhookFieldProps = {
  field: UseFormRegisterReturn;
  hint: string | false;
  error: string | undefined;
  disabled?: boolean;
};

/** Where delivery reports go. */
export function WebhookField({ field, hint, error, disabled }: WebhookFieldProps) {
  return (
    <Field label="DLR webhook URL" error={error} hint={hint}>
      {(control) => (
        <Input
          {...control}
          {...field}
          type="url"
          inputMode="url"
          className="font-mono sm:text-code"
          autoComplete="off"
          spellCheck={false}
          placeholder="https://example.com/reports"
          disabled={disabled}
        />
      )}
    </Field>
  );
}

type AutoReplaceFieldProps = {
  value: Values['autoReplace'];
  /** What counts where none is chosen, and what choosing none is called. */
  inherited: AutoReplaceMode;
  unset: { title: string; meaning: string };
  disabled?: boolean;
  onChange: (mode: Values['autoReplace']) => void;
};

/** Off, on, full, or none of them. */
export function AutoReplaceField({ value, inherited, unset, disabled, onChange }: AutoReplaceFieldProps) {
  const [showsExample, setShowsExample] = useState(false);
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Auto-replace</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        <ChoiceCard
          name="auto-replace"
          title={unset.title}
          checked={value === ''}
          onChange={() => onChange('')}
          disabled={disabled}
        >
          {unset.meaning}
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
          <AutoReplacePreview mode={value === '' ? inherited : value} />
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
