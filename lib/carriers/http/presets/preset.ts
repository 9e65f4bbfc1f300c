import { invalidFields } from '../../../base/errors';
import { RECEIPT_SECRET } from '../receipt-url';
import { newReceiptSecret, secretNames } from '../secrets';
import { type HttpSettings, type HttpSettingsInput, httpSettingsSchema } from '../settings';

export type PresetInput = {
  name: string;
  label: string;
  about: string;
  /** It is stored with the carrier's secrets. */
  isSecret: boolean;
  isOptional: boolean;
  default?: string;
};

/** The interface of a provider: a few inputs make the settings of a carrier. */
export type Preset = {
  name: string;
  title: string;
  about: string;
  inputs: readonly PresetInput[];
  /** Returns settings; secrets are named in them by the inputs' names. Absent inputs are empty. */
  settings(input: (name: string) => string): HttpSettingsInput;
};

/**
 * Returns settings and secrets of a new carrier, with a new secret for its receipts where they need one. Throws
 * `invalid_fields` that names the missing or wrong inputs.
 */
export function applyPreset(
  { inputs, settings }: Preset,
  given: Readonly<Record<string, string>>,
): { settings: HttpSettings; secrets: Record<string, string> } {
  const values = new Map(
    inputs.map((input) => [input.name, (given[input.name] ?? '').trim() || (input.default ?? '')]),
  );
  const missing = inputs.filter(({ name, isOptional }) => !isOptional && !values.get(name));
  if (missing.length > 0) {
    throw invalidFields(Object.fromEntries(missing.map(({ name, about }) => [name, `Enter ${about}.`])));
  }
  const braces = inputs.filter(({ name, isSecret }) => !isSecret && values.get(name)?.includes('{{'));
  if (braces.length > 0) {
    throw invalidFields(Object.fromEntries(braces.map(({ name }) => [name, 'Leave out {{.'])));
  }
  const parsed = httpSettingsSchema.safeParse(settings((name) => values.get(name) ?? ''));
  if (!parsed.success) {
    throw invalidFields(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), message])));
  }
  const secrets = Object.fromEntries(
    inputs.flatMap(({ name, isSecret }) => (isSecret && values.get(name) ? [[name, values.get(name) ?? '']] : [])),
  );
  if (secretNames(parsed.data).includes(RECEIPT_SECRET)) secrets[RECEIPT_SECRET] ??= newReceiptSecret();
  return { settings: parsed.data, secrets };
}

type InputOptions = Partial<Pick<PresetInput, 'isSecret' | 'isOptional' | 'default'>>;

export function input(name: string, label: string, about: string, options: InputOptions = {}): PresetInput {
  return { name, label, about, isSecret: false, isOptional: false, ...options };
}
