import { asciiDigits, withoutSeparators } from '../numbers/pasted';
import { isGsm } from '../text/encoding';

/** The rule for sender IDs, as shown in forms and errors. */
export const SENDER_RULE =
  'Use a name of at most 11 characters with a letter in it, a phone number with its country code, or a short code of 3 to 8 digits.';

/** Digits of an international number (E.164: at most 15). Without its +, up to 8 digits are a short code. */
const NUMBER = /^(?:\+[1-9]\d{6,14}|[1-9]\d{8,14})$/;
const SHORT_CODE = /^\d{3,8}$/;
/** Spaces and invisible marks around a pasted value. */
const AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
/**
 * UTF-16 units of a sender ID with its separators. Longer texts are refused first: the work of normalizing combining marks
 * grows with the square of their number.
 */
export const MAX_WRITTEN_LENGTH = 100;
/** Longest alphanumeric sender (3GPP TS 23.040 §9.1.2.5: eleven septets). */
const MAX_NAME_LENGTH = 11;
/** GSM characters that a name must not contain: line breaks, and the extension's, which take two septets each. */
const NOT_IN_A_NAME = /[\n\r\f^{}\\[\]~|€]/;
const LETTER = /\p{L}/u;

export const SENDER_KINDS = ['name', 'number', 'short_code'] as const;
export type SenderKind = (typeof SENDER_KINDS)[number];

/** A sender ID classified by its form only. `parseSender` also checks numbers, which needs every country's plan. */
export type SenderForm = { kind: SenderKind; value: string };

/**
 * Returns kind and stored form of `value`: a name of at most 11 GSM characters with at least one letter, a short code, or
 * an international number. A number with its + and without it is the same sender, so the + is always stored. Null when
 * the form is invalid.
 */
export function senderForm(value: string): SenderForm | null {
  if (value.length > MAX_WRITTEN_LENGTH) return null;
  const sender = value.replace(AROUND, '').normalize('NFC');
  if (isName(sender)) return { kind: 'name', value: sender };
  const code = asciiDigits(sender);
  if (SHORT_CODE.test(code)) return { kind: 'short_code', value: code };
  const number = withoutSeparators(sender);
  if (!NUMBER.test(number)) return null;
  return { kind: 'number', value: number.startsWith('+') ? number : `+${number}` };
}

function isName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && LETTER.test(text) && isGsm(text) && !NOT_IN_A_NAME.test(text);
}

/** Returns the kind of a parsed sender ID. */
export function senderKind(value: string): SenderKind {
  if (/^\+\d+$/.test(value)) return 'number';
  return SHORT_CODE.test(value) ? 'short_code' : 'name';
}
