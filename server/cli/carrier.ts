import { Command, Option } from 'commander';
import { AppError } from '@/lib/base/errors';
import { createCarrier, removeCarrier, setCarrierState, updateCarrier } from '@/lib/carriers/commands';
import { PRESETS } from '@/lib/carriers/http/presets';
import { applyPreset } from '@/lib/carriers/http/presets/preset';
import { getCarrier } from '@/lib/carriers/queries';
import {
  ADDED_KINDS,
  type AddedKind,
  type CarrierState,
  type CreateCarrierInput,
  type UpdateCarrierInput,
} from '@/lib/carriers/schema';
import { OPERATOR } from './actor';
import {
  type CarrierOptions,
  commonFrom,
  PRESET_HELP,
  SECRETS_HELP,
  secretsFrom,
  settingsFrom,
  withCarrierOptions,
} from './carrier-options';
import { listAll, show, test } from './carrier-view';
import { jsonOption, print, shown } from './print';

type Json = { json?: boolean };

/** carrier list | show | add | edit | test | pause | drain | resume | remove */
export function carrierCommands(): Command {
  const carrier = new Command('carrier').description('carriers: where messages leave this installation');
  addCommon(carrier.command('list'), 'carrier list --json')
    .description('list all carriers with their state, queue and rate')
    .action(listAll);
  addCommon(carrier.command('show <name>'), 'carrier show acme')
    .description('show the settings and binds of a carrier, without its secrets')
    .action(show);
  withCarrierOptions(
    addCommon(
      carrier.command('add'),
      'carrier add --name acme --kind smpp --host smpp.example.com --port 2775 --system-id postern --password-stdin --tls',
      `${SECRETS_HELP}\n${PRESET_HELP}`,
    )
      .description('add a carrier; a route must lead to it before it takes messages')
      .requiredOption('--name <name>', 'its name: a-z, 0-9 and -')
      .addOption(new Option('--kind <kind>', 'its protocol').choices(ADDED_KINDS).makeOptionMandatory())
      .addOption(
        new Option('--preset <preset>', 'HTTP: the interface of a provider').choices(PRESETS.map(({ name }) => name)),
      )
      .option('--input <name=value...>', 'HTTP: an input of the preset; can be repeated'),
  ).action(add);
  withCarrierOptions(
    addCommon(carrier.command('edit <name>'), 'carrier edit acme --window 50 --rate 200', SECRETS_HELP).description(
      'change settings or secrets of a carrier; what is not named stays',
    ),
  ).action(edit);
  addCommon(carrier.command('test <name>'), 'carrier test acme')
    .description('bind, enquire_link and unbind (SMPP), or show the request of a sample message (HTTP)')
    .option('--to <number>', 'really send a message to this number')
    .option('--from <sender>', 'sender of that message')
    .option('--text <text>', 'text of that message', 'Test')
    .action(test);
  addState(carrier, 'pause', 'paused', 'hand no more messages to a carrier; its queue waits');
  addState(carrier, 'drain', 'draining', 'accept no new messages for a carrier; its queue is still sent');
  addState(carrier, 'resume', 'active', 'use a paused or draining carrier again');
  addCommon(carrier.command('remove <name>'), 'carrier remove acme')
    .description('remove a carrier with its routes; its messages and receipts stay')
    .action(remove);
  return carrier;
}

function addCommon(command: Command, example: string, help = ''): Command {
  return command
    .addOption(jsonOption())
    .addHelpText('after', `${help}\n${help && '\n'}Example:\n  $ npm run -s postern -- ${example}`);
}

function addState(carrier: Command, verb: string, state: CarrierState, description: string): void {
  addCommon(carrier.command(`${verb} <name>`), `carrier ${verb} acme`)
    .description(description)
    .action(async (name: string, options: Json) => {
      await setCarrierState(OPERATOR, { name, state });
      print(options, { name, state }, shown`Carrier “${name}” is ${state}.`);
    });
}

type AddOptions = CarrierOptions & Json & { name: string; kind: AddedKind; preset?: string; input?: string[] };

async function add({ json, ...options }: AddOptions): Promise<void> {
  const { name, kind } = options;
  const given = { settings: settingsFrom(options) ?? {}, secrets: await secretsFrom(options) };
  const { settings, secrets } = options.preset === undefined ? given : fromPreset(options, given);
  // The command validates it.
  const input = { name, kind, ...commonFrom(options), settings, secrets } as CreateCarrierInput;
  const created = await createCarrier(OPERATOR, input);
  const lines = [
    shown`Carrier “${created.name}” added. It takes messages once a route leads to it:`,
    shown`  npm run -s postern -- route add --carrier ${created.name}`,
    ...receiptLine(created),
  ];
  print({ json }, created, lines.join('\n'));
}

type Given = { settings: Record<string, unknown>; secrets: Record<string, string | null> };

/** Secrets of the preset may be among those given. Throws `invalid_request`, and `invalid_fields` that names the inputs. */
function fromPreset({ kind, preset: name, input = [] }: AddOptions, { settings, secrets }: Given): Given {
  const preset = PRESETS.find((one) => one.name === name);
  if (!preset || kind !== 'http') throw new AppError('invalid_request', 'A preset is for carriers of the kind http.');
  const inputs = input.map((pair): [string, string] => {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (preset.inputs.some((one) => one.name === key)) return [key, value];
    const names = preset.inputs.map((one) => `${one.name}=…`).join(', ');
    throw new AppError('invalid_request', `--input: the preset ${preset.name} has the inputs ${names}`);
  });
  const known = Object.entries(secrets).flatMap(([key, value]): [string, string][] => (value ? [[key, value]] : []));
  const applied = applyPreset(preset, Object.fromEntries([...known, ...inputs]));
  return { settings: { ...applied.settings, ...settings }, secrets: { ...secrets, ...applied.secrets } };
}

function receiptLine({ receiptUrl }: { receiptUrl: string | null }): string[] {
  return receiptUrl ? [shown`URL for its receipts, shown only now: ${receiptUrl}`] : [];
}

async function edit(name: string, options: CarrierOptions & Json): Promise<void> {
  const { revision: seen, settings: current } = await getCarrier(OPERATOR, name);
  const change = settingsFrom(options);
  const secrets = await secretsFrom(options);
  const input = {
    name,
    seen,
    ...commonFrom(options),
    ...(change ? { settings: { ...current, ...mergedTls(current, change) } } : {}),
    ...(Object.keys(secrets).length > 0 ? { secrets } : {}),
  } as UpdateCarrierInput;
  const { revision, receiptUrl } = await updateCarrier(OPERATOR, input);
  const text = revision === seen ? shown`Nothing changed on “${name}”.` : shown`Carrier “${name}” changed.`;
  print(options, { name, revision, receiptUrl }, [text, ...receiptLine({ receiptUrl })].join('\n'));
}

/** --tls changes only whether TLS is used. */
function mergedTls(current: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  return change.tls === undefined
    ? change
    : { ...change, tls: { ...(current.tls as object), ...(change.tls as object) } };
}

async function remove(name: string, options: Json): Promise<void> {
  const { routes } = await removeCarrier(OPERATOR, { name });
  const text = routes === 0 ? '' : ` with ${routes === 1 ? 'its route' : `its ${routes} routes`}`;
  print(options, { name, removed: true, routes }, shown`Carrier “${name}” is removed${text}.`);
}
