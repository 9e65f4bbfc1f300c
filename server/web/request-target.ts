import { AppError } from '@/lib/base/errors';

/** Characters that a request target must not have (RFC 9112 §3.2), and a backslash or fragment, which parsers treat differently. */
const OUTSIDE = /[^\x21-\x7e]/;
const IN_PATH = /[\\#]/;
const DOT_SEGMENT = /(^|\/)\.{1,2}(?:;[^/]*)?(\/|$)/;
const CONTROL_OR_BACKSLASH = /[\p{Cc}\\]/u;

/** Returns the path of a request target as sent, without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}

/**
 * Returns the path of a request target with its escapes decoded once, as Next decodes it before routing. Null where the
 * target is not a path: an absolute URL, an authority, `*`. Throws `invalid_request` for an ambiguous path: dot segments,
 * escaped slashes, backslashes, control characters, escapes that are not UTF-8.
 */
export function readPath(target: string): string | null {
  if (OUTSIDE.test(target)) throw refusal('has a character that must be percent-escaped');
  if (!target.startsWith('/')) return null;
  const path = pathOf(target);
  if (IN_PATH.test(path)) throw refusal('has a backslash or a #');
  const decoded = path.includes('%') ? decode(path) : path;
  if (DOT_SEGMENT.test(decoded)) throw refusal('has a dot segment (. or ..)');
  return decoded;
}

function decode(path: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    throw refusal('has percent escapes that are not UTF-8');
  }
  if (CONTROL_OR_BACKSLASH.test(decoded)) throw refusal('has an escaped control character or backslash');
  if (countSlashes(decoded) !== countSlashes(path)) throw refusal('has an escaped slash');
  return decoded;
}

function countSlashes(path: string): number {
  return path.split('/').length;
}

function refusal(what: string): AppError {
  return new AppError(
    'invalid_request',
    `The path of the request ${what}. Send it in its plain form, such as /api/sms.`,
  );
}
