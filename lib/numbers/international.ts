import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { characterName } from '../text/character-names';
import { withoutSeparators } from './pasted';
import { type Plan, planFor } from './plans';

/** ITU-T E.164: at most 15 digits; no country has numbers of fewer than 7 with its code. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** Digits of a number with everything that people write between them. Longer is no number, and is not read. */
const MAX_WRITTEN = 100;
const TOO_LONG = 'A phone number has at most 15 digits after the +.';
const TOO_SHORT = 'The number is too short: give +, country code and the whole number.';
const EXAMPLE = 'such as "+37255555555"';

/** A number in E.164, or the reason why it is none, with the fix. */
export type Parsed = { number: string } | { problem: string };

/**
 * The phone number that `value` writes in international form. Separators, invisible marks and digits of other scripts are
 * normalized, and so is a trunk prefix after the country code, such as the zero of `+49 (0)176 …`, where libphonenumber
 * drops it. Refused is what cannot exist: an unknown country code, a length that the country does not have, a trunk prefix
 * that the library keeps. Whether a number is in service only the carrier knows.
 */
export function parseInternational(value: string): Parsed {
  if (E164.test(value)) {
    const judged = planFor(value);
    if (judged?.plan.lengths?.has(judged.national.length) && !judged.plan.trunk.test(judged.national)) {
      return { number: value };
    }
  }
  if (value.length > MAX_WRITTEN) return { problem: `Give one phone number in international form, ${EXAMPLE}.` };
  const written = withoutSeparators(value);
  const problem = formProblem(value, written);
  return problem === null ? byLibrary(written) : { problem };
}

/** The number in E.164, or null when there is none such. */
export function parseNumber(value: string): string | null {
  const parsed = parseInternational(value);
  return 'number' in parsed ? parsed.number : null;
}

function formProblem(value: string, written: string): string | null {
  if (written === '') return `Give a phone number in international form: +, country code, number, ${EXAMPLE}.`;
  const other = /[^+\d]/u.exec(written);
  if (other) {
    const [word] = /^[!-~]{1,20}/.exec(written.slice(other.index).split(/[+\d]/u)[0] ?? '') ?? [];
    const shown = word === undefined ? characterName(other[0]) : `"${word}"`;
    return `Take out ${shown}: a phone number in international form is +, country code, number, ${EXAMPLE}.`;
  }
  if (written.lastIndexOf('+') > 0) return 'Write one + at the beginning, and no other.';
  if (!written.startsWith('+')) return withoutPlus(value, written);
  if (written.startsWith('+00')) return 'Write the country code after the +, without 00.';
  if (written.startsWith('+0')) return 'Write the country code after the +: none begins with 0.';
  if (written.length > 16) return TOO_LONG;
  return E164.test(written) ? null : TOO_SHORT;
}

function withoutPlus(value: string, digits: string): string {
  if (digits.startsWith('00')) return `Write + and the country code instead of 00: "+${digits.slice(2)}".`;
  if (value.startsWith(' '))
    return 'The + is missing. In a form or a query it is written %2B: a bare + arrives as a space.';
  if (digits.startsWith('0'))
    return 'Write the number in international form: + and the country code instead of the first 0.';
  return `Write + before the country code, ${EXAMPLE}.`;
}

/** Trunk prefixes have one or two digits (0, 1, 8, 06, 01, 80). What the library drops beyond is part of the number. */
const LONGEST_TRUNK = 2;

function byLibrary(number: string): Parsed {
  const judged = planFor(number);
  if (!judged) return { problem: `No country has a code that "${number.slice(0, 4)}" begins with.` };
  const { code, national, plan } = judged;
  const parsed = hasPossibleLength(national, plan) ? parsePhoneNumberFromString(number) : undefined;
  if (!parsed?.isPossible()) {
    if (national.startsWith('0')) return { problem: trunkZero(code) };
    return { problem: `No number of +${code} has ${national.length} digits after the country code. Check it.` };
  }
  const kept = parsed.number.slice(1 + code.length);
  if (!national.endsWith(kept) || national.length - kept.length > LONGEST_TRUNK) {
    return { problem: `Write it without prefixes of calls inside the country; is it "${parsed.number}"?` };
  }
  // By its length it could exist, but no number of the country begins with this zero: the library knows no prefix there.
  if (kept.startsWith('0') && !parsed.isValid()) return { problem: trunkZero(code) };
  return E164.test(parsed.number) ? { number: parsed.number } : { problem: TOO_SHORT };
}

/** Whether the library, which takes a hundred times as long, can find a number in it at all: it takes off only prefixes. */
function hasPossibleLength(national: string, { anyLength, trunk }: Plan): boolean {
  return anyLength.has(national.length) || trunk.test(national);
}

function trunkZero(code: string): string {
  return `Take out the 0 after the country code +${code}: it is only dialed inside the country.`;
}
