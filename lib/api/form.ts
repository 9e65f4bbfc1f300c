import { AppError, invalidFields } from '../base/errors';
import { isBlank } from '../base/optional';
import { shownName } from '../base/shown-name';

/** A request has at most about 10 fields, and 10 pairs of metadata. */
export const MAX_PAIRS = 100;

const MALFORMED = /%(?![0-9A-Fa-f]{2})/;
const PART = /^([^[\]]+)\[([^[\]]+)\]$/;

const TOO_MANY = {
  body: `Use at most ${MAX_PAIRS} fields. Longer lists fit into one field or a JSON body.`,
  query: `Use at most ${MAX_PAIRS} parameters.`,
};

type Pair = [name: string, value: string];
type Values = Map<string, string[]>;

/**
 * Returns the names and values of a form or query (WHATWG URL, application/x-www-form-urlencoded), in order. Stricter than
 * URLSearchParams, which replaces a wrong escape by U+FFFD: `%` must be followed by two hex digits, and the bytes must be
 * UTF-8. Pairs are counted before they are parsed. Throws `invalid_fields`.
 */
function parsePairs(text: string, whole: 'body' | 'query'): Pair[] {
  if (text === '') return [];
  const count = countPairs(text);
  if (count > MAX_PAIRS) throw invalidFields({ [whole]: TOO_MANY[whole] });
  const pairs: Pair[] = [];
  for (const pair of withSpaces(text).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals), null);
    pairs.push([name, equals === -1 ? '' : decode(pair.slice(equals + 1), name)]);
  }
  return pairs;
}

const PLUS = 0x2b;
const SPACE = 0x20;

/** Returns `text` with spaces for `+`. On bytes, because `replaceAll` takes 160 ms for 2 MiB of plus signs. */
function withSpaces(text: string): string {
  if (!text.includes('+')) return text;
  const bytes = Buffer.from(text);
  for (let at = bytes.indexOf(PLUS); at < bytes.length; at++) if (bytes[at] === PLUS) bytes[at] = SPACE;
  return bytes.toString();
}

/** Stops once there are too many. */
function countPairs(text: string): number {
  let count = 1;
  for (let at = text.indexOf('&'); at !== -1 && count <= MAX_PAIRS; at = text.indexOf('&', at + 1)) count++;
  return count;
}

/** `field` is the name of the value, or null for a name. */
function decode(text: string, field: string | null): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    const what = field === null ? 'The name of this field' : 'The value';
    const problem = MALFORMED.test(text)
      ? `${what} has a % that is not followed by two hex digits. Write a percent sign as %25.`
      : `${what} has percent escapes that are not UTF-8. Escape the bytes of its UTF-8 form.`;
    const name = shownName(field ?? text);
    throw invalidFields({ [name]: problem }, { stored: `(a field): ${problem}` });
  }
}

/** Fields that are lists. A credential given twice is refused with a message of its own. */
const LISTS = new Set(['to', 'scopes', 'messages', 'AUTH_KEY']);

/**
 * Returns the fields of a form. A repeated one of `LISTS` is a list, `name[part]` an object. Others have one value: blank
 * ones beside it count as absent, as in a query. Throws `invalid_fields`.
 */
export function formFields(text: string): Record<string, unknown> {
  const plain: Values = new Map();
  const inParts = new Map<string, Values>();
  for (const [name, value] of parsePairs(text, 'body')) {
    const [, whole, part] = PART.exec(name) ?? [];
    if (whole === undefined || part === undefined) {
      add(plain, name, value);
      continue;
    }
    const parts = inParts.get(whole) ?? new Map();
    inParts.set(whole, parts);
    add(parts, part, value);
  }
  const fields: [string, unknown][] = inOne(plain, null);
  for (const [whole, parts] of inParts) {
    const object = Object.fromEntries(inOne(parts, whole));
    const texts = (plain.get(whole) ?? []).filter((value) => !isBlank(value));
    fields.push([whole, texts.length > 0 ? [...texts, object] : object]);
  }
  return Object.fromEntries(fields);
}

function add(values: Values, name: string, value: string): void {
  const given = values.get(name);
  if (given) given.push(value);
  else values.set(name, [value]);
}

function inOne(values: Values, whole: string | null): [string, unknown][] {
  return [...values].map(([name, given]) => {
    const filled = given.filter((value) => !isBlank(value));
    if (filled.length < 2) return [name, filled[0] ?? given[0] ?? ''];
    if (whole !== null || !LISTS.has(name)) throw repeated(whole ?? name);
    return [name, filled];
  });
}

function repeated(field: string): AppError {
  const problem = 'It appears more than once. Send it once.';
  return invalidFields({ [shownName(field)]: problem }, { stored: `(a field): ${problem}` });
}

/** Returns the query of a request target without its `?`. Empty without one. */
export function queryOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? '' : target.slice(query + 1);
}

/**
 * Returns the parameters of a query, each with one value; a blank one beside another of its name counts as absent. Throws
 * `invalid_fields`, which names the parameter that has several values.
 */
export function queryFields(target: string): Record<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of parsePairs(queryOf(target), 'query')) {
    const known = fields.get(name);
    const hasKnown = known !== undefined && !isBlank(known);
    if (hasKnown && !isBlank(value)) {
      const problem =
        'It appears more than once. Send it once; where several values are accepted, separate them by commas.';
      throw invalidFields({ [shownName(name)]: problem }, { stored: `(a parameter): ${problem}` });
    }
    if (!hasKnown) fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

/** Returns the value of `name` in the query; null when absent or blank. Throws `invalid_request` for several values. */
export function queryValue(target: string, name: string): string | null {
  const given = parsePairs(queryOf(target), 'query').filter(([known, value]) => known === name && !isBlank(value));
  if (given.length > 1)
    throw new AppError('invalid_request', `${name} appears in the query more than once. Send it once.`);
  return given[0]?.[1] ?? null;
}
