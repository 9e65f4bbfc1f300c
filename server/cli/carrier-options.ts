import { type Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '@/lib/base/errors';
import { PRESETS } from '@/lib/carriers/http/presets';
import type { PresetInput } from '@/lib/carriers/http/presets/preset';
import { UNKNOWN_OUTCOMES, type UnknownOutcome } from '@/lib/carriers/schema';
import { wholeNumber } from './print';
import { readJsonFile, readPassword } from './read-input';

/** Options with which a carrier is added or changed. */
export type CarrierOptions = {
  host?: string;
  port?: number;
  systemId?: string;
  systemType?: string;
  tls?: boolean;
  window?: number;
  binds?: number;
  settings?: string;
  password?: string;
  passwordStdin?: boolean;
  secrets?: string;
  rate?: number | 'none';
  unknownOutcome?: UnknownOutcome;
  fallbackAfter?: number;
};

const PASSWORD_VARIABLE = 'POSTERN_CARRIER_PASSWORD';

export const SECRETS_HELP = `
The password is read from ${PASSWORD_VARIABLE}, or with --password-stdin from standard input (a prompt at a terminal).
--password works too, but other users of this machine can see it while the command runs. --secrets reads other secrets
from a file such as {"token": "…"}; templates use them as {{secret.token}}.`;

export const PRESET_HELP = PRESETS.map(
  ({ name, title, inputs }) => `\n--preset ${name}: ${title}. Inputs: ${inputs.map(inputHelp).join(', ')}`,
).join('');

function inputHelp({ name, isOptional, isSecret }: PresetInput): string {
  const notes = [...(isOptional ? ['optional'] : []), ...(isSecret ? ['secret'] : [])];
  return notes.length > 0 ? `${name} (${notes.join(', ')})` : name;
}

/** Adds the options of settings and secrets to a command. */
export function withCarrierOptions(command: Command): Command {
  return command
    .option('--host <host>', 'SMPP: host name or address')
    .option('--port <port>', 'SMPP: port', wholeNumber)
    .option('--system-id <id>', 'SMPP: system id')
    .option('--system-type <type>', 'SMPP: system type')
    .option('--tls', 'SMPP: connect with TLS')
    .option('--no-tls', 'SMPP: connect without TLS')
    .option('--window <number>', 'SMPP: messages of a bind that wait for their response', wholeNumber)
    .option('--binds <number>', 'SMPP: number of binds', wholeNumber)
    .option('--settings <file>', 'JSON object with settings of the carrier; - for standard input')
    .option('--password <password>', 'see below')
    .option('--password-stdin', 'read the password from standard input')
    .option('--secrets <file>', 'JSON object with secrets by name; - for standard input')
    .option('--rate <number>', 'most messages a second, or none', parseRate)
    .addOption(
      new Option(
        '--unknown-outcome <way>',
        'after a cut link: resend, flagged as possible duplicate, or wait for a receipt',
      ).choices(UNKNOWN_OUTCOMES),
    )
    .option('--fallback-after <seconds>', 'its queue moves to the next route after this time of being down', seconds);
}

function parseRate(text: string): number | 'none' {
  return text === 'none' ? text : wholeNumber(text);
}

function seconds(text: string): number {
  if (text === '0') return 0;
  try {
    return wholeNumber(text);
  } catch {
    throw new InvalidArgumentError('It must be a number of seconds.');
  }
}

/** Returns the settings of the options, those of --settings first; null when there are none. */
export function settingsFrom(options: CarrierOptions): Record<string, unknown> | null {
  const file = options.settings === undefined ? {} : readJsonFile('--settings', options.settings);
  const { host, port, systemId, systemType, tls, window, binds } = options;
  const given = Object.entries({ host, port, systemId, systemType, window, binds, ...tlsFrom(tls, file) });
  const all = { ...file, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
  return Object.keys(all).length > 0 ? all : null;
}

function tlsFrom(enabled: boolean | undefined, { tls }: Record<string, unknown>): { tls?: unknown } {
  return enabled === undefined ? {} : { tls: { ...(tls as object | undefined), enabled } };
}

/** Returns the secrets of options, environment and standard input. Throws `invalid_request`. */
export async function secretsFrom(options: CarrierOptions): Promise<Record<string, string | null>> {
  const file = options.secrets === undefined ? {} : readJsonFile('--secrets', options.secrets);
  const wrong = Object.entries(file).find(([, value]) => typeof value !== 'string' && value !== null);
  if (wrong) throw new AppError('invalid_request', `--secrets: the secret "${wrong[0]}" must be a text, or null.`);
  const secrets = file as Record<string, string | null>;
  const password = options.passwordStdin ? await readPassword() : (options.password ?? process.env[PASSWORD_VARIABLE]);
  return password === undefined ? secrets : { ...secrets, password };
}

/** Returns the settings of every kind of carrier that the options set. */
export function commonFrom({ rate, unknownOutcome, fallbackAfter }: CarrierOptions) {
  return {
    ...(rate === undefined ? {} : { ratePerSecond: rate === 'none' ? null : rate }),
    ...(unknownOutcome === undefined ? {} : { unknownOutcome }),
    ...(fallbackAfter === undefined ? {} : { fallbackAfterSeconds: fallbackAfter }),
  };
}
