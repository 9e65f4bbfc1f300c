'use client';

import { ChoiceCard } from '@/components/form/choice-card';
import { SaveBar } from '@/components/form/save-bar';
import { useSettingsForm } from '@/components/form/use-settings-form';
import { Callout } from '@/components/layout/notice';
import { Part, SectionCard } from '@/components/layout/section';
import { SCOPES, type Scope } from '@/lib/access/actor';
import { setExpiryAction, setOptionsAction, setScopesAction } from './actions';
import { DateTimeField, toIso, toLocalDateTime } from './date-time-field';
import type { SectionProps } from './load-key';

const SCOPE_DESCRIPTIONS: Record<Scope, string> = {
  'sms:send': 'Send messages.',
  'sms:read': 'Read the account’s messages and their status.',
  'keys:manage': 'Create, change and delete keys of the account. Only for tools that manage keys.',
  'webhooks:read': 'Read webhook endpoints and the log of their deliveries.',
  'webhooks:manage': 'Create, change and remove webhook endpoints, and send reports again.',
};

export function AccessSection(props: SectionProps) {
  return (
    <SectionCard id="access" title="Access" purpose="What the key may do, until when, and how requests may send it.">
      <Part>
        <ScopesForm {...props} />
      </Part>
      <Part>
        <ExpiryForm {...props} />
      </Part>
      {props.detail.type !== 'basic' && (
        <Part>
          <OptionsForm {...props} />
        </Part>
      )}
    </SectionCard>
  );
}

function ScopesForm({ detail, manages }: SectionProps) {
  const form = useSettingsForm<{ id: string; scopes: Scope[] }>({
    saved: { id: detail.id, scopes: SCOPES.filter((scope) => detail.scopes.includes(scope)) },
    loadSchema: () => import('@/lib/keys/schema').then((module) => module.setScopesSchema),
    save: setScopesAction,
    done: 'Scopes saved',
    doneDescription: 'They apply from the next request on.',
  });
  const chosen = form.watch('scopes');

  function toggle(scope: Scope, on: boolean) {
    const scopes = SCOPES.filter((candidate) => (candidate === scope ? on : chosen.includes(candidate)));
    form.setValue('scopes', scopes, { shouldDirty: true, shouldValidate: true });
  }

  const error = form.formState.errors.scopes?.message;
  return (
    <form onSubmit={form.submit} noValidate>
      <fieldset aria-describedby={error ? 'scopes-error' : undefined}>
        <legend className="mb-1.5 font-medium">Scopes</legend>
        <div className="grid gap-2 md:grid-cols-3">
          {SCOPES.map((scope) => (
            <ChoiceCard
              key={scope}
              type="checkbox"
              title={<span className="font-mono text-code">{scope}</span>}
              checked={chosen.includes(scope)}
              disabled={!manages}
              onChange={(event) => toggle(scope, event.target.checked)}
            >
              {SCOPE_DESCRIPTIONS[scope]}
            </ChoiceCard>
          ))}
        </div>
        {error && (
          <p id="scopes-error" className="mt-1.5 text-bad">
            {error}
          </p>
        )}
      </fieldset>
      {manages && <SaveBar form={form} what="scopes" />}
    </form>
  );
}

const DAY_MS = 86_400_000;
const inDays = (days: number) => () => toLocalDateTime(new Date(Date.now() + days * DAY_MS));
const EXPIRIES = [
  { label: '30 days', value: inDays(30) },
  { label: '90 days', value: inDays(90) },
  { label: '1 year', value: inDays(365) },
  { label: 'Never', value: () => '' },
];

function ExpiryForm({ detail, manages }: SectionProps) {
  const form = useSettingsForm<{ id: string; expiresAt: string }>({
    saved: { id: detail.id, expiresAt: detail.expiresAt ? toLocalDateTime(detail.expiresAt) : '' },
    loadSchema: async () => {
      const { setExpirySchema } = await import('@/lib/keys/schema');
      const { preprocessed } = await import('@/components/form/preprocessed');
      return preprocessed<{ id: string; expiresAt: string }>(setExpirySchema, (values) => ({
        ...values,
        expiresAt: toIso(values.expiresAt),
      }));
    },
    save: ({ id, expiresAt }) => setExpiryAction({ id, expiresAt: toIso(expiresAt) }),
    done: 'Expiry saved',
  });
  const expiresAt = form.watch('expiresAt');
  return (
    <form onSubmit={form.submit} noValidate>
      <DateTimeField
        label="Expires"
        hint={expiresAt === '' ? 'Never: the key works until it is disabled.' : 'In your own time zone.'}
        value={expiresAt}
        error={form.formState.errors.expiresAt?.message}
        presets={EXPIRIES}
        disabled={!manages}
        onChange={(next) => form.setValue('expiresAt', next, { shouldDirty: true, shouldValidate: true })}
      />
      {manages && <SaveBar form={form} what="expiry" />}
    </form>
  );
}

type OptionValues = { id: string; compatible: boolean; allowQueryKey: boolean };

const OPTIONS = {
  auth: {
    name: 'allowQueryKey',
    title: 'Allow in the URL query',
    description: 'Accepts ?AUTH_KEY=… as msgclub’s API does. When off, such requests are refused.',
    warning: 'URLs are stored in logs, histories and proxies: everyone who can read them can send with this key.',
  },
  hmac: {
    name: 'compatible',
    title: 'Compatible with SHA-1 and MD5 clients',
    description: 'Accepts hmac-sha1 signatures and MD5 body digests of old MessageMedia clients.',
    warning: 'SHA-1 and MD5 are weak. Turn it off once all clients sign with SHA-256.',
  },
} as const;

function OptionsForm({ detail, manages }: SectionProps) {
  const { name, title, description, warning } = OPTIONS[detail.type === 'hmac' ? 'hmac' : 'auth'];
  const form = useSettingsForm<OptionValues>({
    saved: { id: detail.id, compatible: detail.compatible, allowQueryKey: detail.allowQueryKey },
    loadSchema: () => import('@/lib/keys/schema').then((module) => module.keyOptionsSchema),
    save: setOptionsAction,
    done: 'Saved',
    doneDescription: 'It applies from the next request on.',
  });
  const on = form.watch(name);
  return (
    <form onSubmit={form.submit} noValidate>
      <ChoiceCard
        type="checkbox"
        title={title}
        checked={on}
        disabled={!manages}
        onChange={(event) => form.setValue(name, event.target.checked, { shouldDirty: true })}
      >
        {description}
      </ChoiceCard>
      {on && (
        <div className="mt-3">
          <Callout tone="wait">{warning}</Callout>
        </div>
      )}
      {manages && <SaveBar form={form} what="option" />}
    </form>
  );
}
