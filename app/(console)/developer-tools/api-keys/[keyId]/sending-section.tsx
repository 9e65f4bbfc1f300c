'use client';

import type * as z from 'zod';
import { AutoReplaceField } from '@/components/auto-replace/auto-replace-field';
import { AUTO_REPLACE_MODES } from '@/components/auto-replace/mode-labels';
import { callAction, reportFailure } from '@/components/form/call-action';
import { SaveBar } from '@/components/form/save-bar';
import { useSettingsForm } from '@/components/form/use-settings-form';
import { Part, SectionCard } from '@/components/layout/section';
import { DefaultSenderField } from '@/components/sending/default-sender-field';
import { WebhookField } from '@/components/sending/webhook-field';
import { CopyButton } from '@/components/ui/copy-button';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { RotateUrlSecret } from '@/components/webhooks/rotate-url-secret';
import { namesOf, UrlEventsField } from '@/components/webhooks/url-events-field';
import { routes } from '@/lib/base/routes';
import type { AutoReplaceMode } from '@/lib/text/auto-replace-modes';
import { DEFAULT_EVENTS, type WebhookEvent } from '@/lib/webhooks/events';
import { readTableAction } from '../../auto-replace/actions';
import { copyWebhookSecretAction } from '../actions';
import { rotateWebhookSecretAction, setSendingAction } from './actions';
import type { SectionProps } from './load-key';

/** An empty value inherits the account's setting. */
type Values = {
  id: string;
  defaultSender: string;
  autoReplace: AutoReplaceMode | '';
  dlrUrl: string;
  dlrEvents: WebhookEvent[];
};

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
          Defaults for requests that do not set these fields. A request overrides the key, the key overrides the
          account’s{' '}
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
        <WebhookSecret {...props} />
      </Part>
    </SectionCard>
  );
}

function SendingForm({ detail, manages, approved }: SendingProps) {
  const { settings, accountSettings } = detail;
  const form = useSettingsForm<Values>({
    saved: {
      id: detail.id,
      defaultSender: settings.sender ?? '',
      autoReplace: settings.autoReplace ?? '',
      dlrUrl: settings.dlrUrl ?? '',
      dlrEvents: detail.dlrEvents,
    },
    loadSchema: () =>
      import('@/lib/keys/schema').then((module) => module.sendSettingsSchema as z.ZodType<unknown, Values>),
    save: setSendingAction,
    done: 'Saved',
    doneDescription: 'It applies to messages accepted from now on.',
  });
  const { errors } = form.formState;
  const { defaultSender, autoReplace, dlrUrl, dlrEvents } = form.watch();
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
            description: `The account’s setting, which is ${modeName(accountSettings.autoReplace ?? 'off')}.`,
          }}
          readTable={readTableAction}
          disabled={!manages}
          onChange={(mode) => form.setValue('autoReplace', mode, { shouldDirty: true })}
        />
        <WebhookField
          field={form.register('dlrUrl')}
          hint={dlrUrl === '' && notSet(accountSettings.dlrUrl, 'no delivery reports')}
          error={errors.dlrUrl?.message}
          disabled={!manages}
        />
        {manages ? (
          <UrlEventsField
            field={form.register('dlrEvents')}
            value={dlrEvents}
            inherited={detail.accountDlrEvents.length > 0 ? detail.accountDlrEvents : DEFAULT_EVENTS}
            unset="Those of the account"
            onChange={(events) => form.setValue('dlrEvents', events, { shouldDirty: true })}
            error={errors.dlrEvents?.message}
          />
        ) : (
          <p>
            <span className="font-medium">Events of the DLR webhook: </span>
            <span className="text-soft">
              {namesOf(detail.dlrEvents.length > 0 ? detail.dlrEvents : detail.accountDlrEvents)}
            </span>
          </p>
        )}
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

/** Describes the effective value when the key has none. */
function notSet(accountValue: string | null, fallback: string): string {
  return accountValue === null
    ? `Not set here nor on the account: ${fallback}.`
    : `Not set: the account’s default, ${accountValue}`;
}

function modeName(mode: AutoReplaceMode): string {
  return AUTO_REPLACE_MODES.find((known) => known.mode === mode)?.title ?? mode;
}

function WebhookSecret({ detail: { id, name, previousWebhookSecretUntil }, manages, now }: SectionProps) {
  async function fetchSecret(): Promise<string | null> {
    const result = await callAction(() => copyWebhookSecretAction({ id }));
    if (result.ok) return result.data;
    reportFailure('Not copied', result.error);
    return null;
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <div className="min-w-0">
        <h3 className="font-medium">Webhook secret</h3>
        <p className="text-small text-soft">
          Signs the reports to the DLR webhook of this key. Your receiver verifies them with it.{' '}
          {previousWebhookSecretUntil && (
            <span className="text-wait">
              Rotating: the old secret signs, too, until{' '}
              <Time at={previousWebhookSecretUntil.toISOString()} now={now} show="exact" />.
            </span>
          )}
        </p>
      </div>
      <span className="flex flex-wrap gap-2">
        <CopyButton value={fetchSecret} label="Copy webhook secret" size="small" />
        {manages && (
          <RotateUrlSecret
            name={name}
            isRotating={previousWebhookSecretUntil !== null}
            rotate={(overlapS) => rotateWebhookSecretAction({ id, overlapS })}
          />
        )}
      </span>
    </div>
  );
}
