import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { characterName } from '../text/character-names';
import { withoutSeparators } from './pasted';
import { type Plan, planFor } from './plans';

/** ITU-T E.164: at most 15 digits; no country has numbers of fewer than 7 with its code. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** Digits of a number with its separators. Longer texts are refused without parsing. */
const MAX_LENGTH = 100;
const TOO_LONG = 'A phone number has at most 15 digits after the +.';
const TOO_SHORT = 'The number is too short: enter +, country code and the whole number.';
const EXAMPLE = 'such as "+37255555555"';

/** A number in E.164, or the problem with its fix. */
export type Parsed = { number: string } | { problem: string };

/**
 * Parses a phone number in international form. Separators, invisible marks and digits of other scripts are normalized, and
 * so is a trunk prefix after the country code, such as the zero of `+49 (0)176 …`, where libphonenumber drops it. Refuses
 * numbers that cannot exist: an unknown country code, a length that the country does not have, a trunk prefix that the
 * library keeps. Only the carrier knows whether a number is in service.
 */
export function parseInternational(value: string): Parsed {
  if (E164.test(value)) {
    const match = planFor(value);
    if (match?.plan.lengths?.has(match.national.length) && !match.plan.trunk.test(match.national)) {
      return { number: value };
    }
  }
  if (value.length > MAX_LENGTH) return { problem: `Enter one phone number in international form, ${EXAMPLE}.` };
  const written = withoutSeparators(value);
  const problem = formProblem(value, written);
  return problem === null ? byLibrary(written) : { problem };
}

/** Returns the number in E.164, or null when the text is not a valid number. */
export function parseNumber(value: string): string | null {
  const parsed = parseInternational(value);
  return 'number' in parsed ? parsed.number : null;
}

function formProblem(value: string, written: string): string | null {
  if (written === '') return `Enter a phone number in international form: +, country code, number, ${EXAMPLE}.`;
  const other = /[^+\d]/u.exec(written);
  if (other) {
    const [word] = /^[!-~]{1,20}/.exec(written.slice(other.index).split(/[+\d]/u)[0] ?? '') ?? [];
    const shown = word === undefined ? characterName(other[0]) : `"${word}"`;
    return `Remove ${shown}: a phone number in international form is +, country code, number, ${EXAMPLE}.`;
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

/** Trunk prefixes have one or two digits (0, 1, 8, 06, 01, 80). Longer ones that the library drops belong to the number. */
const LONGEST_TRUNK = 2;

function byLibrary(number: string): Parsed {
  const match = planFor(number);
  if (!match) return { problem: `No country has a code that "${number.slice(0, 4)}" begins with.` };
  const { code, national, plan } = match;
  const parsed = hasPossibleLength(national, plan) ? parsePhoneNumberFromString(number) : undefined;
  if (!parsed?.isPossible()) {
    if (national.startsWith('0')) return { problem: trunkZero(code) };
    return { problem: `No number of +${code} has ${national.length} digits after the country code. Check it.` };
  }
  const kept = parsed.number.slice(1 + code.length);
  if (!national.endsWith(kept) || national.length - kept.length > LONGEST_TRUNK) {
    return { problem: `Write it without prefixes of calls inside the country; is it "${parsed.number}"?` };
  }
  // Its length is possible, but no number of the country begins with this zero, for which the library has no prefix. 00 is
  // a prefix for calls abroad, although the plans of some countries (ID, JP, KR) have numbers that begin with it.
  if (kept.startsWith('00') || (kept.startsWith('0') && !parsed.isValid())) return { problem: trunkZero(code) };
  return E164.test(parsed.number) ? { number: parsed.number } : { problem: TOO_SHORT };
}

/** Returns whether the library, which takes a hundred times as long, can find a number: it removes only prefixes. */
function hasPossibleLength(national: string, { anyLength, trunk }: Plan): boolean {
  return anyLength.has(national.length) || trunk.test(national);
}

function trunkZero(code: string): string {
  return `Remove the 0 after the country code +${code}: it is only dialed inside the country.`;
}
