import { characterName } from '../../text/character-names';
import { type Placeholder, placeholderText, RenderError } from './template';

/** RFC 3986 §2.2 reserves these; encodeURIComponent leaves them as they are. */
const RESERVED = /[!'()]/g;

/**
 * Percent-encodes a value for one segment of a path, or for a name or value of a query or form: everything but letters,
 * digits, `-._~` and `*`. A space is `%20`, which every decoder reads.
 */
export function percentEncode(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    RESERVED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Throws RenderError for an empty value: without it, the path would be another one. */
export function pathSegment(value: string, placeholder: Placeholder): string {
  if (value === '') throw unwritable(placeholder, 'is empty, and is part of the path of the URL');
  return percentEncode(value);
}

/** RFC 9110 §5.5 with ASCII alone: bytes beyond are read differently by servers. */
const IN_HEADER = /^[\x20-\x7e\t]*$/;
const NOT_IN_HEADER = /[^\x20-\x7e\t]/u;

/** Returns the value of a header unchanged. Throws RenderError for CR, LF and everything else that no header can contain. */
export function headerValue(value: string, placeholder: Placeholder): string {
  if (IN_HEADER.test(value)) return value;
  throw unwritable(placeholder, `has ${shown(placeholder, NOT_IN_HEADER, value)}, which no header can contain`);
}

/** Why a literal text cannot be in a header; null when it can. */
export function headerProblem(text: string): string | null {
  if (IN_HEADER.test(text)) return null;
  return `Remove ${named(NOT_IN_HEADER, text)}: a header has printable ASCII characters alone.`;
}

const XML_ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
/** Outside of the production Char of XML 1.0 §2.2. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML excludes.
const NOT_IN_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Escapes a value for content and attribute values of XML. Throws RenderError for a character that XML cannot contain. */
export function xmlText(value: string, placeholder: Placeholder): string {
  if (NOT_IN_XML.test(value)) {
    throw unwritable(placeholder, `has ${shown(placeholder, NOT_IN_XML, value)}, which XML cannot contain`);
  }
  return value.toWellFormed().replace(/[&<>"'\t\n\r]/g, (character) => XML_ESCAPES[character] ?? character);
}

/** A secret that cannot be written is a mistake of the settings: no message is rejected because of it. */
function unwritable(placeholder: Placeholder, problem: string): RenderError {
  return new RenderError(`${placeholderText(placeholder)} ${problem}.`, placeholder.secret !== undefined);
}

function shown({ secret }: Placeholder, pattern: RegExp, value: string): string {
  return secret === undefined ? named(pattern, value) : 'a character';
}

function named(pattern: RegExp, text: string): string {
  return characterName(pattern.exec(text)?.[0] ?? '');
}
