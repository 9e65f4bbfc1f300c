import { Command, Option } from 'commander';
import { endpointJson, endpointWithSecretJson } from '@/lib/api/webhook-json';
import { type RotatedWebhookSecret, rotateWebhookSecret } from '@/lib/keys/commands/rotate-webhook-secret';
import { findKeyId } from '@/lib/keys/queries/list-keys';
import { rotateAccountWebhookSecret } from '@/lib/sending-defaults/rotate-webhook-secret';
import * as endpoints from '@/lib/webhooks/endpoints/commands';
import { findEndpointId, listEndpoints } from '@/lib/webhooks/endpoints/queries';
import { MAX_OVERLAP_HOURS, WEBHOOK_FORMATS, WEBHOOK_SIGNATURES } from '@/lib/webhooks/endpoints/schema';
import type { EndpointView } from '@/lib/webhooks/endpoints/view';
import { WEBHOOK_EVENTS, type WebhookEvent } from '@/lib/webhooks/events';
import * as log from '@/lib/webhooks/log/commands';
import { inAccount } from './actor';
import { accountOption, jsonOption, print, shown, table } from './print';
import { addDeliveryCommands } from './webhook-deliveries';
import { type EndpointOptions, headersOf, hours } from './webhook-options';

const HOUR_S = 3_600;

type Options = { json?: boolean; account?: string };

/** webhook list | add | edit | rotate-secret | secret | test | remove | resend | deliveries | cancel */
export function webhookCommands(): Command {
  const webhook = new Command('webhook').description('webhook endpoints of an account, and reports to send again');
  addCommon(webhook.command('list'), 'webhook list').description('list the endpoints of an account').action(list);
  addSettings(
    addCommon(webhook.command('add'), 'webhook add --name "Shop" --url https://example.com/reports')
      .description('add an endpoint; prints its secret')
      .requiredOption('--name <name>', 'its name')
      .requiredOption('--url <url>', 'where reports are sent')
      .addOption(new Option('--signature <scheme>', 'v1a signs with Ed25519').choices(WEBHOOK_SIGNATURES))
      .option('--secret-stdin', 'read the secret of the receiver from standard input instead of making one'),
  ).action(add);
  addSettings(
    addCommon(
      webhook.command('edit').argument('<endpoint>', 'its id or name'),
      'webhook edit "Shop" --event message.delivered --event message.received',
    )
      .description('change what the options name')
      .option('--name <name>', 'a new name')
      .option('--url <url>', 'where reports are sent')
      .option('--enable', 'send reports to it, also after it was disabled for failing')
      .option('--disable', 'send no reports to it'),
  ).action(edit);
  addCommon(
    webhook.command('rotate-secret').argument('<endpoint>', 'its id or name'),
    'webhook rotate-secret "Shop" --overlap 24',
  )
    .description('replace the secret; prints the new one')
    .option('--overlap <hours>', `how long the old one signs, too, 0 to ${MAX_OVERLAP_HOURS}`, hours, 24)
    .addOption(new Option('--signature <scheme>', 'change the signature with it').choices(WEBHOOK_SIGNATURES))
    .action(rotate);
  addCommon(
    webhook.command('rotate-key-secret').argument('<key>', 'its id or name'),
    'webhook rotate-key-secret "Shop"',
  )
    .description('replace the secret that signs the reports to the URL of a key; prints the new one')
    .option('--overlap <hours>', 'how long the old one signs, too', hours, 24)
    .action(rotateOfKey);
  addCommon(webhook.command('rotate-account-secret'), 'webhook rotate-account-secret')
    .description('replace the secret that signs received messages; prints the new one')
    .option('--overlap <hours>', 'how long the old one signs, too', hours, 24)
    .action(rotateOfAccount);
  addCommon(webhook.command('secret').argument('<endpoint>', 'its id or name'), 'webhook secret "Shop"')
    .description('print the secret; recorded in the audit log')
    .action(reveal);
  addCommon(webhook.command('test').argument('<endpoint>', 'its id or name'), 'webhook test "Shop"')
    .description('send a report about a message that does not exist')
    .addOption(new Option('--event <event>', 'its event').choices(WEBHOOK_EVENTS).default('message.delivered'))
    .action(test);
  addCommon(webhook.command('remove').argument('<endpoint>', 'its id or name'), 'webhook remove "Shop"')
    .description('remove an endpoint; the log of its deliveries remains')
    .action(remove);
  addCommon(
    webhook.command('resend').argument('[delivery]', 'one delivery'),
    'webhook resend --since 2027-01-31T12:00:00Z',
  )
    .description('send one delivery again, or all that failed since a time; workers do it')
    .option('--since <time>', 'all failed reports made since then')
    .option('--endpoint <endpoint>', 'only those to this endpoint')
    .option('--job <id>', 'print the progress of a resend that was started')
    .option('--stop', 'stop the job')
    .action(resend);
  addDeliveryCommands(webhook, addCommon);
  return webhook;
}

function addCommon(command: Command, example: string): Command {
  return command
    .addOption(accountOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  $ npm run -s postern -- ${example}`);
}

function addSettings(command: Command): Command {
  return command
    .addOption(new Option('--event <event...>', 'events that it receives').choices(WEBHOOK_EVENTS))
    .option('--key <key...>', 'ids of the keys whose reports it receives; without it all')
    .option('--all-keys', 'reports of all keys')
    .addOption(new Option('--format <format>', 'form of the requests').choices(WEBHOOK_FORMATS))
    .option('--header <name: value...>', 'a custom header; can be repeated, replaces all');
}

function settingsOf({ event, key, allKeys, format, header, url, name }: EndpointOptions) {
  return {
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url }),
    ...(event && { events: event }),
    ...((key || allKeys) && { keyIds: key ?? [] }),
    ...(format && { format }),
    ...(header && { headers: headersOf(header) }),
  };
}

async function list(options: Options): Promise<void> {
  const all = await listEndpoints(await inAccount(options.account));
  const rows = all.map((endpoint) => [
    endpoint.id,
    endpoint.name,
    endpoint.url,
    stateOf(endpoint),
    endpoint.events.join(' '),
  ]);
  print(options, { endpoints: all.map(endpointJson) }, table(['ID', 'NAME', 'URL', 'STATE', 'EVENTS'], rows));
}

function stateOf({ enabled, state }: EndpointView): string {
  if (!enabled) return 'disabled';
  if (state?.disabledAt) return state.disabledReason === 'gone' ? 'disabled: gone' : 'disabled: failing';
  return state ? `failing since ${state.failingSince.toISOString()}` : 'enabled';
}

async function add(options: Options & EndpointOptions & { name: string; url: string }): Promise<void> {
  const actor = await inAccount(options.account);
  const { signature, secretStdin } = options;
  const secret = secretStdin ? await readSecret() : undefined;
  const { name, url } = options;
  const created = await endpoints.createEndpoint(actor, { ...settingsOf(options), name, url, signature, secret });
  printSecret(options, created, 'added');
}

/** The secret is the first line of standard input, so that no list of processes shows it. */
async function readSecret(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text.split('\n', 1)[0] ?? '';
}

function printSecret(options: Options, made: { endpoint: EndpointView; secret: string }, verb: string): void {
  const { name, id, publicKey } = made.endpoint;
  const key = publicKey === null ? '' : `\npublic key  ${publicKey}`;
  print(
    options,
    endpointWithSecretJson(made),
    `${shown`Endpoint "${name}" ${verb} (${id}).`}\nsecret  ${made.secret}${key}`,
  );
}

async function edit(
  which: string,
  options: Options & EndpointOptions & { enable?: boolean; disable?: boolean },
): Promise<void> {
  const actor = await inAccount(options.account);
  const id = await findEndpointId(actor, which);
  const enabled = options.enable ? true : options.disable ? false : undefined;
  const endpoint = await endpoints.updateEndpoint(actor, { id, ...settingsOf(options), enabled });
  print(options, endpointJson(endpoint), shown`Endpoint "${endpoint.name}" is changed: ${stateOf(endpoint)}.`);
}

async function rotate(which: string, options: Options & { overlap: number; signature?: 'v1' | 'v1a' }): Promise<void> {
  const actor = await inAccount(options.account);
  const id = await findEndpointId(actor, which);
  const { overlap: overlapHours, signature } = options;
  printSecret(
    options,
    await endpoints.rotateEndpointSecret(actor, { id, overlapHours, signature }),
    'has a new secret',
  );
}

async function rotateOfKey(key: string, options: Options & { overlap: number }): Promise<void> {
  const actor = await inAccount(options.account);
  const overlapS = Math.round(options.overlap * HOUR_S);
  print(options, ...rotated(await rotateWebhookSecret(actor, { id: await findKeyId(actor, key), overlapS })));
}

async function rotateOfAccount(options: Options & { overlap: number }): Promise<void> {
  const overlapS = Math.round(options.overlap * HOUR_S);
  print(options, ...rotated(await rotateAccountWebhookSecret(await inAccount(options.account), { overlapS })));
}

function rotated({ secret, previousValidUntil }: RotatedWebhookSecret): [object, string] {
  return [{ secret, previous_valid_until: previousValidUntil }, secret];
}

async function reveal(which: string, options: Options): Promise<void> {
  const actor = await inAccount(options.account);
  const revealed = await endpoints.revealEndpointSecret(actor, { id: await findEndpointId(actor, which) });
  print(options, revealed, revealed.secret);
}

async function test(which: string, options: Options & { event: WebhookEvent }): Promise<void> {
  const actor = await inAccount(options.account);
  const { deliveryId } = await endpoints.sendTestEvent(actor, {
    id: await findEndpointId(actor, which),
    event: options.event,
  });
  print(options, { delivery_id: deliveryId }, `Delivery ${deliveryId} is queued.`);
}

async function remove(which: string, options: Options): Promise<void> {
  const actor = await inAccount(options.account);
  const id = await findEndpointId(actor, which);
  await endpoints.removeEndpoint(actor, { id });
  print(options, { id, deleted: true }, `Endpoint ${id} is removed.`);
}

type ResendOptions = Options & { since?: string; endpoint?: string; job?: string; stop?: boolean };

async function resend(delivery: string | undefined, options: ResendOptions, command: Command): Promise<void> {
  const actor = await inAccount(options.account);
  const { since, endpoint, job, stop } = options;
  if ([delivery, since, job].filter((given) => given !== undefined).length !== 1) {
    command.error('error: name one delivery, --since or --job');
  }
  if (delivery !== undefined) {
    await log.resendDelivery(actor, { id: delivery });
    print(options, { id: delivery }, `Delivery ${delivery} is queued again.`);
    return;
  }
  const progress =
    job !== undefined
      ? await (stop ? log.stopResend : log.resendProgress)(actor, { job })
      : await log.startResend(actor, {
          since: since ?? '',
          endpointId: endpoint === undefined ? undefined : await findEndpointId(actor, endpoint),
        });
  const { state, done, total } = progress;
  print(options, progress, `Job ${progress.job}: ${state}, ${done} of ${total} reports queued again.`);
}
