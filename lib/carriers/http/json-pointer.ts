/** RFC 6901 §3: empty for the whole document, else steps that each begin with a slash. */
const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;

export function isJsonPointer(text: string): boolean {
  return POINTER.test(text);
}

/** Returns the value at a JSON Pointer (RFC 6901); undefined when there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Returns a text, number or boolean of JSON as text; null for everything else. */
export function asText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Strings, ended or not, and numbers. Every match is of one form, so the work is linear. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\[\s\S]?)*"?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** The first integers that a double cannot hold exactly have 16 digits. */
const LONG_INTEGER = /^-?\d{16,}$/;

/** Parses JSON; integers of 16 digits or more are strings, so that ids keep every digit. Null for what is not JSON. */
export function parseExactJson(text: string): { value: unknown } | null {
  const exact = text.replace(STRING_OR_NUMBER, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token));
  try {
    return { value: JSON.parse(exact) };
  } catch {
    return null;
  }
}
