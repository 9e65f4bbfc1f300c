/** `token`, `quoted-string` and bad whitespace of RFC 9110 §5.6, each tried only where the one before ended. */
const PARAM =
  /[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9A-Za-z-]+))[ \t]*/sy;
const EMPTY = /[ \t]*(?=,|$)/y;

/**
 * Returns the parameters of an `Authorization` header of `scheme` (RFC 9110 §11.4), by lower-case name. Null for another
 * scheme, and for a value that is not a list of parameters or has one twice: using one of the two would be a guess.
 */
export function parseAuthParams(header: string, scheme: string): Map<string, string> | null {
  const prefix = header.slice(0, scheme.length);
  const rest = header.slice(scheme.length);
  if (prefix.toLowerCase() !== scheme || !/^[ \t]/.test(rest)) return null;
  const params = new Map<string, string>();
  let position = 0;
  while (position < rest.length) {
    PARAM.lastIndex = EMPTY.lastIndex = position;
    const [all, name = '', quoted, token = ''] = PARAM.exec(rest) ?? [];
    const end = all === undefined ? endOf(EMPTY, rest) : position + all.length;
    if (end === null || (end < rest.length && rest[end] !== ',')) return null;
    if (all !== undefined) {
      if (params.has(name.toLowerCase())) return null;
      params.set(name.toLowerCase(), quoted?.replace(/\\(.)/gs, '$1') ?? token);
    }
    position = end + 1;
  }
  return params;
}

/** Returns where a match at the pattern's `lastIndex` ends; null without one. */
function endOf(pattern: RegExp, text: string): number | null {
  return pattern.test(text) ? pattern.lastIndex : null;
}
