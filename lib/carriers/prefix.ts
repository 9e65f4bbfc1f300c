import { withoutSeparators } from '../numbers/pasted';
import { characterName } from '../text/character-names';

/** E.164: at most 15 digits after the +. */
const MAX_DIGITS = 15;
/** Longer texts are refused without a search for separators. */
const MAX_WRITTEN = 100;

/** Returns a prefix as it is stored: without separators and its +. */
export function tidyPrefix(text: string): string {
  return text.length > MAX_WRITTEN ? text : withoutSeparators(text).replace(/^\+/, '');
}

/** Returns why the text is no prefix of international numbers, with the fix; null when it is one. */
export function prefixProblem(digits: string): string | null {
  const [other] = /[^\d]/u.exec(digits) ?? [];
  if (other) {
    return `Remove ${characterName(other)}: a prefix is the first digits of a number, such as 372 or 37255.`;
  }
  if (digits.length > MAX_DIGITS) return `Use at most ${MAX_DIGITS} digits: no number is longer.`;
  if (digits.startsWith('00')) return `Leave out 00: a prefix begins with the country code, “${digits.slice(2)}”.`;
  return digits.startsWith('0') ? 'Begin with the country code: none begins with 0.' : null;
}
