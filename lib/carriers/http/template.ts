import { shownName } from '../../base/shown-name';
import { closestName } from '../../text/closest-name';
import {
  isPlaceholder,
  otherName,
  PLACEHOLDER_NAMES,
  type PlaceholderName,
  placeholderRule,
  type TemplateSource,
} from './placeholders';

/** A place in a template that is filled for each message. */
export type Placeholder =
  | {
      /** The name without `secret.`, where the value is a secret. */
      name: PlaceholderName;
      secret?: undefined;
      isOptional: boolean;
      asNumber: boolean;
    }
  | { name?: undefined; secret: string; isOptional: boolean; asNumber: false };

export type Part = string | Placeholder;

/** The parts of a template, or why it is none, as a sentence for the field. */
export type ParsedTemplate = { parts: readonly Part[]; problem: null } | { parts: null; problem: string };

/** A value cannot be written where its placeholder is. The message is for the operator and contains no secret. */
export class RenderError extends Error {
  override readonly name = 'RenderError';

  constructor(
    message: string,
    /** The carrier's settings or secrets are wrong, not this message. */
    readonly isSetup = false,
  ) {
    super(message);
  }
}

const OPEN = '{{';
const CLOSE = '}}';
const INSIDE = /^([\w.-]+)(\?)?(:number)?$/;
const LIKE_SECRET = /^(?:secret|pass|pwd|token|auth|key|api_?key|user)/i;
const SECRET = /^secret\.(\w{1,40})$/;

/** Returns the name as it is written in a template. */
export function placeholderText({ name, secret }: Placeholder): string {
  return `{{${name ?? `secret.${secret}`}}}`;
}

/**
 * Parses a template: text with `{{name}}`, `{{name?}}` (its field is left out when the value is empty) and
 * `{{name:number}}` (a number in JSON). Names the placeholder that does not exist, with the similar one.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: Part[] = [];
  let at = 0;
  for (let open = text.indexOf(OPEN); open !== -1; open = text.indexOf(OPEN, at)) {
    const close = text.indexOf(CLOSE, open);
    if (close === -1) return refused(`${shownName(text.slice(open))} has no end. Write a placeholder as {{text}}.`);
    const parsed = parsePlaceholder(text.slice(open + OPEN.length, close).trim());
    if (typeof parsed === 'string') return refused(parsed);
    if (open > at) parts.push(text.slice(at, open));
    parts.push(parsed);
    at = close + CLOSE.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return { parts, problem: null };
}

function refused(problem: string): ParsedTemplate {
  return { parts: null, problem };
}

/** Returns the placeholder, or the problem of one that does not exist. */
function parsePlaceholder(inside: string): Placeholder | string {
  const [, name = '', optional, number] = INSIDE.exec(inside) ?? [];
  const isOptional = optional !== undefined;
  const secret = SECRET.exec(name)?.[1];
  if (secret !== undefined && !number) return { secret, isOptional, asNumber: false };
  if (!isPlaceholder(name)) return unknownPlaceholder(inside);
  if (number && !placeholderRule(name).isNumber) return `{{${name}}} is not a number. Leave out :number.`;
  return { name, isOptional, asNumber: number !== undefined };
}

function unknownPlaceholder(inside: string): string {
  const name = inside.replace(/[?:].*$/s, '').trim();
  const similar = LIKE_SECRET.test(name)
    ? 'secret.NAME'
    : (otherName(name) ?? closestName(name.slice(0, 40), PLACEHOLDER_NAMES));
  const hint = similar ? `Did you mean {{${similar}}}?` : `The placeholders are ${PLACEHOLDER_NAMES.join(', ')}.`;
  return `There is no placeholder {{${shownName(inside)}}}. ${hint}`;
}

/** Returns the placeholders of a template. */
export function placeholdersOf(parts: readonly Part[]): Placeholder[] {
  return parts.filter((part) => typeof part !== 'string');
}

/** Returns the value of a placeholder. Throws RenderError for a secret that the carrier does not have. */
export function valueFor(placeholder: Placeholder, source: TemplateSource): string {
  const { name, secret } = placeholder;
  if (name !== undefined) return placeholderRule(name).value(source).toWellFormed();
  const value = Object.hasOwn(source.secrets, secret) ? source.secrets[secret] : undefined;
  if (value === undefined) throw new RenderError(`The carrier has no secret ${secret}.`, true);
  return value;
}

/**
 * Returns the template with its values, each changed by `write`. Null when a placeholder written with `?` is empty: its
 * field is to be left out.
 */
export function fill(
  parts: readonly Part[],
  source: TemplateSource,
  write: (value: string, placeholder: Placeholder) => string,
): string | null {
  let filled = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      filled += part;
      continue;
    }
    const value = valueFor(part, source);
    if (value === '' && part.isOptional) return null;
    filled += write(value, part);
  }
  return filled;
}
