/** Characters that PostgreSQL or JSON cannot store: NUL and unpaired surrogates. */
const UNSTORABLE = /[\0\p{Cs}]/gu;
const REPLACEMENT = '\ufffd';
const CUT = '…';

/**
 * Returns a text that can be stored and shown: what no database or JSON can hold becomes U+FFFD, and a text of more than
 * `max` UTF-16 units is cut and ends with an ellipsis.
 */
export function readable(text: string, max: number): string {
  const shown = text.length > max ? text.slice(0, max - CUT.length) + CUT : text;
  return shown.replace(UNSTORABLE, REPLACEMENT);
}
