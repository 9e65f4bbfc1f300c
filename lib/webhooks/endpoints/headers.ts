/** Most custom headers of an endpoint. */
export const MAX_HEADERS = 10;
const MAX_NAME_LENGTH = 100;
const MAX_VALUE_LENGTH = 1_000;

/** Shown in place of each value: they often have credentials. Written back, it keeps the stored value. */
export const HEADER_MASK = '••••••••';

/** Field name of RFC 9110 §5.1. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\da-z]+$/i;
/** Field value of RFC 9110 §5.5 without obs-text: clients decode other characters in different ways. */
const VALUE = /^[\x20-\x7e]+$/;

/** Headers that describe the connection or the body, or that Postern and the formats set. */
const RESERVED = new Set([
  ...['accept-encoding', 'connection', 'content-encoding', 'content-length', 'content-type', 'expect', 'host'],
  ...['keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'user-agent'],
  ...['x-messente-signature', 'x-messagemedia-signature'],
]);
const RESERVED_PREFIX = /^(?:proxy-|webhook-)/;

export type HeadersOrProblem = { headers: Record<string, string>; problem: null } | { headers: null; problem: string };

/**
 * Returns custom headers in normal form: names and values without surrounding blanks. Otherwise the problem, as a sentence for
 * the field; it counts headers and never quotes them, since a pasted line may have a credential where the name belongs.
 */
export function parseHeaders(input: Readonly<Record<string, string>>): HeadersOrProblem {
  const entries = Object.entries(input).map(([name, value]) => [name.trim(), value.trim()] as const);
  if (entries.length > MAX_HEADERS) return { headers: null, problem: `Use at most ${MAX_HEADERS} headers.` };
  const seen = new Set<string>();
  for (const [index, [name, value]] of entries.entries()) {
    const problem = nameProblem(name, seen) ?? valueProblem(value);
    if (problem) return { headers: null, problem: `Header ${index + 1}: ${problem}` };
    seen.add(name.toLowerCase());
  }
  return { headers: Object.fromEntries(entries), problem: null };
}

function nameProblem(name: string, seen: ReadonlySet<string>): string | null {
  const lower = name.toLowerCase();
  if (name === '') return 'Enter a name.';
  if (name.length > MAX_NAME_LENGTH) return `Use a name of at most ${MAX_NAME_LENGTH} characters.`;
  // `__proto__` is a valid field name, and no key of a plain object.
  if (!TOKEN.test(name) || lower === '__proto__') return 'Use a name of letters, digits and hyphens, such as X-Token.';
  if (RESERVED.has(lower) || RESERVED_PREFIX.test(lower)) return `Postern sets ${lower} itself. Remove it.`;
  return seen.has(lower) ? 'Use each name once; upper and lower case are the same.' : null;
}

function valueProblem(value: string): string | null {
  if (value === HEADER_MASK) return null;
  if (value === '') return 'Enter a value.';
  if (value.length > MAX_VALUE_LENGTH) return `Use a value of at most ${MAX_VALUE_LENGTH} characters.`;
  return VALUE.test(value) ? null : 'Use a value of ASCII characters, in one line.';
}

/**
 * Returns the headers to store: values that are masked keep the stored one of the same name. Null where a masked value has
 * no stored one.
 */
export function withStoredValues(
  headers: Readonly<Record<string, string>>,
  stored: Readonly<Record<string, string>>,
): Record<string, string> | null {
  const byName = new Map(Object.entries(stored).map(([name, value]) => [name.toLowerCase(), value]));
  const merged: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const kept = value === HEADER_MASK ? byName.get(name.toLowerCase()) : value;
    if (kept === undefined) return null;
    merged[name] = kept;
  }
  return merged;
}

/** Returns the headers as they are shown: each value masked. */
export function maskedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(headers).map((name) => [name, HEADER_MASK]));
}
