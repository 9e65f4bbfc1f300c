import { parseJsonTemplate, templatesOf } from './json-template';
import { RECEIPT_SECRET } from './receipt-url';
import type { HttpSettings } from './settings';
import { type Part, parseTemplate, placeholdersOf } from './template';

const RECEIPT_SECRET_BYTES = 24;
/** It is part of a URL, in which Kannel replaces escapes of its own. */
const RECEIPT_SECRET_FORM = /^[\w-]{16,128}$/;

/** Returns the names of the secrets that the settings need, `dlr` last. */
export function secretNames(settings: HttpSettings): string[] {
  const names = templatesIn(settings).flatMap((parts) => placeholdersOf(parts).flatMap(({ secret }) => secret ?? []));
  const { receipts, inbound } = settings;
  if (receipts.signature.kind !== 'none') names.push(receipts.signature.secret);
  if ((receipts.enabled || inbound.enabled) && receipts.secretIn !== 'none') names.push(RECEIPT_SECRET);
  return [...new Set(names)];
}

/** Returns what is wrong with the secrets of a carrier, by the name of the secret. Empty when nothing is. */
export function secretProblems(
  settings: HttpSettings,
  secrets: Readonly<Record<string, string>>,
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const name of secretNames(settings)) {
    const value = Object.hasOwn(secrets, name) ? (secrets[name] ?? '') : '';
    if (value === '') problems[name] = `Enter the secret ${name}: the settings use it.`;
    else if (name === RECEIPT_SECRET && !RECEIPT_SECRET_FORM.test(value)) {
      problems[name] = 'Use 16 to 128 letters, digits, hyphens and underscores: the secret can be part of a URL.';
    }
  }
  return problems;
}

function templatesIn({ url, headers, basicAuth, body }: HttpSettings): (readonly Part[])[] {
  const texts = [url, ...headers.map(({ value }) => value)];
  if (basicAuth) texts.push(basicAuth.user, basicAuth.password);
  if (body.kind === 'raw') texts.push(body.template);
  if (body.kind === 'query' || body.kind === 'form') texts.push(...body.fields.map(({ value }) => value));
  const parsed = texts.flatMap((text) => {
    const { parts } = parseTemplate(text);
    return parts ? [parts] : [];
  });
  const json = body.kind === 'json' ? parseJsonTemplate(body.template).template : null;
  return json ? [...parsed, ...templatesOf(json)] : parsed;
}

/** Returns a new secret for receipts: 192 random bits as base64url. */
export function newReceiptSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RECEIPT_SECRET_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** Shorter texts occur by chance. */
const LEAST_MASKED = 4;

/** Returns `text` with every secret in it, as it is or percent-encoded, replaced by `***`: carriers repeat requests in answers. */
export function withoutSecrets(text: string, secrets: Readonly<Record<string, string>>): string {
  let masked = text;
  for (const secret of Object.values(secrets)) {
    if (secret.length < LEAST_MASKED) continue;
    masked = masked.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
  }
  return masked;
}
