import { asciiDigits, withoutSeparators } from '../numbers/pasted';
import { isGsm } from '../text/encoding';

/** What a sender ID must be, in words. */
export const SENDER_RULE =
  'Use a name of at most 11 characters with a letter in it, a phone number with its country code, or a short code of 3 to 8 digits.';

/** Digits of an international number (E.164: at most 15), with or without its +. */
const NUMBER = /^\+?[1-9]\d{8,14}$/;
const SHORT_CODE = /^\d{3,8}$/;
/** Spaces and invisible marks around a value that was pasted. */
const AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
/** What a carrier takes in an alphanumeric sender (3GPP TS 23.040 §9.1.2.5: eleven septets). */
const MAX_NAME_LENGTH = 11;
/** Characters of the GSM alphabet that no name has: line breaks, and the extension's, which take two septets each. */
const NOT_IN_A_NAME = /[\n\r\f^{}\\[\]~|€]/;
const LETTER = /\p{L}/u;

export const SENDER_KINDS = ['name', 'number', 'short_code'] as const;
export type SenderKind = (typeof SENDER_KINDS)[number];

/** A sender ID by its form alone. Whether a number can exist is for `parseSender` to say, which needs every country's plan. */
export type SenderForm = { kind: SenderKind; value: string };

/**
 * What `value` is by its form, as it would be kept: a name of at most 11 GSM characters with at least one letter, a short
 * code, or an international number. A number is the same sender with its + and without, so it always has one. Null where no
 * carrier could take it.
 */
export function senderForm(value: string): SenderForm | null {
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

/** Which kind of sender ID a parsed value is. */
export function senderKind(value: string): SenderKind {
  if (/^\+\d+$/.test(value)) return 'number';
  return SHORT_CODE.test(value) ? 'short_code' : 'name';
}
