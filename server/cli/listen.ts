import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { parseWebUrl } from '@/lib/network/web-url';
import { printable, printableJson } from '@/lib/text/terminal';
import { parseSecret } from '@/lib/webhooks/endpoints/secret';
import { newSigningSecret } from '@/lib/webhooks/signature';
import { findRunning } from '../data-dir.mjs';
import { loadSettings } from '../settings.mjs';
import { UserError } from '../user-error.mjs';
import { type ListenerEvent, runListener } from './listener';
import { jsonOption, shown } from './print';

type Options = { forwardTo?: string; key?: string; url?: string; secret?: string; json?: boolean };

/** listen: prints reports as they come and forwards them. Works with a key alone, without a database. */
export function listenCommand(): Command {
  return new Command('listen')
    .description('print delivery reports as they come, and forward them, signed, to an application on this machine')
    .option('--forward-to <url>', 'where each report is posted to, such as http://localhost:8080/hook')
    .option('--key <key>', 'an auth key with the scope sms:read; default: POSTERN_KEY')
    .option('--url <url>', 'address of the Postern; default: the one running from this checkout')
    .option('--secret <secret>', 'signs what is forwarded; default: POSTERN_WEBHOOK_SECRET, else a new one')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The first use turns the reading of reports on for the account, which needs the scope webhooks:manage.

Example:
  $ npm run -s postern -- listen --forward-to http://localhost:8080/hook --key … --url https://sms.example.com`,
    )
    .action(listen);
}

async function listen(options: Options): Promise<void> {
  const key = options.key ?? process.env.POSTERN_KEY;
  if (!key) throw new UserError('Name the key: --key, or POSTERN_KEY in the environment.');
  const apiUrl = requireUrl('--url', options.url ?? localUrl());
  const forwardTo = options.forwardTo === undefined ? null : requireUrl('--forward-to', options.forwardTo);
  const secret = requireSecret(options.secret ?? process.env.POSTERN_WEBHOOK_SECRET);
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  // A reader that ended, such as `head`, ends the listener.
  process.stdout.on('error', stop);
  if (forwardTo !== null) {
    write(
      options,
      { kind: 'secret', secret },
      `Reports are forwarded to ${forwardTo}, signed with the secret ${secret}`,
    );
  }
  try {
    await runListener({
      ...{ apiUrl, key, forwardTo, secret, signal: controller.signal },
      onEvent: (event) => write(options, event, textOf(event)),
      sleep: (ms) => delay(ms, undefined, { signal: controller.signal }).catch(() => undefined),
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    process.stdout.off('error', stop);
  }
}

function localUrl(): string {
  const settings = loadSettings();
  const url = findRunning(settings.POSTERN_DATA_DIR ?? '')?.url;
  if (!url)
    throw new UserError('No Postern is running from this checkout. Name one with --url https://sms.example.com.');
  return url;
}

function requireUrl(option: string, text: string): string {
  const { url, problem } = parseWebUrl(text.trim());
  if (!url) throw new UserError(`${option}: ${problem}`);
  return url.href;
}

function requireSecret(text: string | undefined): string {
  if (!text) return newSigningSecret();
  const { secret, problem } = parseSecret(text, text.trim().startsWith('whsk_') ? 'v1a' : 'v1');
  if (problem !== null) throw new UserError(`--secret: ${problem}`);
  return secret;
}

function write(options: Options, value: object, text: string): void {
  process.stdout.write(`${options.json ? printableJson(JSON.stringify(value)) : printable(text)}\n`);
}

function textOf(event: ListenerEvent): string {
  switch (event.kind) {
    case 'ready':
      return 'Ready: waiting for reports. Ctrl-C ends.';
    case 'report': {
      const { type, timestamp, data } = event.report;
      const error = (data.error as { code?: string } | null)?.code;
      const facts = [data.to, data.reference, error].filter(Boolean).map(String).join('  ');
      return shown`${timestamp}  ${type}  ${String(data.id)}  ${facts}`;
    }
    case 'forwarded':
      return shown`  forwarded: status ${event.status}`;
    case 'failed':
      return event.retryMs === null
        ? shown`  not forwarded: ${event.reason}`
        : shown`  not forwarded: ${event.reason}; next attempt in ${event.retryMs / 1_000} s`;
    case 'lost':
      return shown`Postern cannot be reached (${event.reason}); next attempt in ${event.retryMs / 1_000} s`;
    case 'restarted':
      return 'The positions of reports began again: continuing with new reports.';
  }
}
