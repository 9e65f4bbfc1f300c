import { AppError, invalidFields } from '../base/errors';
import { shownName } from '../base/shown-name';

/** Bodies of the API need 4 levels: a batch, its list, a message, its metadata. */
const MAX_DEPTH = 20;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** How much a body may hold: list entries and members together, and members (a name with its value) alone. */
export type JsonLimits = { maxValues: number; maxMembers: number };

/**
 * Parses JSON by RFC 8259 §4 and I-JSON (RFC 7493 §2): each name once in an object, no lone surrogates. A text that is
 * nested deeper than 20 levels or exceeds `limits` is refused before it is parsed. Throws `malformed_json`,
 * `invalid_fields`.
 */
export function parseJson(text: string, limits: JsonLimits): unknown {
  const { members, hasEscapes } = scan(text, limits);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('malformed_json', malformed(text));
  }
  if (members > 0 && countMembers(value) !== members) refuseRepeated(text);
  if (hasEscapes) refuseLoneSurrogates(value);
  return value;
}

const BEGINS_AS_FORM = /^\s*[\w%[\].-]{1,100}=/;

/** Names the mistakes that concern the whole body. Errors inside JSON are left to the client's library. */
function malformed(text: string): string {
  if (text.trim() === '') return 'The body is empty. Send a JSON object.';
  if (text.trimStart() !== text.replace(/^[ \t\n\r]+/, ''))
    return 'The body begins with white space that JSON does not have, such as U+FEFF. Take it out.';
  if (text.includes('\0')) return 'The body has NUL bytes, as UTF-16 and UTF-32 have. Send UTF-8.';
  if (BEGINS_AS_FORM.test(text)) {
    return 'The body is a form. Send it with Content-Type: application/x-www-form-urlencoded, or send JSON.';
  }
  return 'The body is not valid JSON.';
}

type Scan = {
  /** Members of all objects together, counted by the colons outside strings. */
  members: number;
  hasEscapes: boolean;
};

/** Counts members and values in one pass, over a text that may not be JSON. */
function scan(text: string, { maxValues, maxMembers }: JsonLimits): Scan {
  let members = 0;
  let commas = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case COLON:
        if (++members > maxMembers) throw tooMuch(`has more than ${maxMembers.toLocaleString('en')} fields`);
        break;
      case COMMA:
        if (++commas >= maxValues) throw tooMuch(`has more than ${maxValues.toLocaleString('en')} values`);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++depth > MAX_DEPTH) throw tooMuch(`is nested deeper than ${MAX_DEPTH} levels`);
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
      default:
    }
  }
  return { members, hasEscapes: text.includes('\\u') };
}

function tooMuch(what: string): AppError {
  return invalidFields({ body: `The body ${what}. No request needs that much.` });
}

/** Returns the index of the quote that ends the string beginning at `at`; the text's length without one. */
function endOfString(text: string, at: number): number {
  let end = at;
  do {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
  } while (isEscaped(text, end));
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before--;
  return (at - 1 - before) % 2 === 1;
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
  let members = Array.isArray(value) ? 0 : inner.length;
  for (const each of inner) if (typeof each === 'object') members += countMembers(each);
  return members;
}

type Level = { names: Set<string>; path: string; name: string; index: number; isList: boolean };

/** Throws `invalid_fields` with the path of the first name that an object has twice, escapes decoded. */
function refuseRepeated(text: string): void {
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at++) {
    const level = levels.at(-1);
    const character = text.charCodeAt(at);
    if (character === OPEN_LIST || character === OPEN_OBJECT) {
      levels.push({ names: new Set(), path: pathWithin(level), name: '', index: 0, isList: character === OPEN_LIST });
    } else if (character === CLOSE_LIST || character === CLOSE_OBJECT) levels.pop();
    else if (character === COMMA && level) level.index++;
    else if (character === QUOTE) {
      const end = endOfString(text, at);
      if (level && !level.isList && isName(text, end)) addName(level, JSON.parse(text.slice(at, end + 1)));
      at = end;
    }
  }
}

function isName(text: string, end: number): boolean {
  const after = /[^ \t\n\r]/g;
  after.lastIndex = end + 1;
  return after.exec(text)?.[0] === ':';
}

function addName(level: Level, name: string): void {
  level.name = name;
  if (!level.names.has(name)) {
    level.names.add(name);
    return;
  }
  const problem = 'This name appears twice in one object. Send it once.';
  throw invalidFields({ [pathWithin(level)]: problem }, { stored: `(a field): ${problem}` });
}

function pathWithin(level: Level | undefined): string {
  if (!level) return '';
  const step = level.isList ? String(level.index) : shownName(level.name);
  return level.path === '' ? step : `${level.path}.${step}`;
}

/** Only escapes can produce a lone surrogate: UTF-8 has none. */
function refuseLoneSurrogates(value: unknown): void {
  const path = pathOfLoneSurrogate(value);
  if (path) throw loneSurrogate(path.map(shownName).join('.') || 'body');
}

/** Returns the names on the way to the first lone surrogate; null without one. */
function pathOfLoneSurrogate(value: unknown): string[] | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : [];
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const path = name.isWellFormed() ? pathOfLoneSurrogate(inner) : [];
    if (path) return [name, ...path];
  }
  return null;
}

function loneSurrogate(field: string): AppError {
  const problem = 'The text holds half of a surrogate pair. Send valid Unicode.';
  return invalidFields({ [field]: problem }, { stored: `(a field): ${problem}` });
}
