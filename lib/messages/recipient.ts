import {
  getCountries,
  getCountryCallingCode,
  Metadata as PhoneMetadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js';
import { once } from '../registry';

/** ITU-T E.164: at most 15 digits; no country has numbers of fewer than 7 with its code. */
const E164 = /^\+[1-9]\d{6,14}$/;
const SEPARATORS = /[\s().\-\u00a0]/g;
const LONGEST_CALLING_CODE = 3;

type Metadata = {
  hasCallingCode(code: string): boolean;
  selectNumberingPlan(codeOrCountry: string): void;
  numberingPlan?: { possibleLengths(): number[] };
};

/** Lengths of the national number that are possible, or `ask` where the countries that share a calling code differ. */
type Lengths = ReadonlySet<number> | 'ask';

/** By calling code, from libphonenumber's metadata. */
function possibleLengths(): Map<string, Lengths> {
  return once('possible-number-lengths', () => {
    // The published types know only country codes here; the library itself selects by calling code too.
    const metadata = new PhoneMetadata() as unknown as Metadata;
    const lengthsOf = (plan: string) => {
      metadata.selectNumberingPlan(plan);
      return (metadata.numberingPlan?.possibleLengths() ?? []).toSorted((a, b) => a - b);
    };
    const lengths = new Map<string, Lengths>();
    for (let code = 1; code < 10 ** LONGEST_CALLING_CODE; code++) {
      if (metadata.hasCallingCode(String(code))) lengths.set(String(code), new Set(lengthsOf(String(code))));
    }
    for (const country of getCountries()) {
      const code = getCountryCallingCode(country);
      const known = lengths.get(code);
      if (known instanceof Set && lengthsOf(country).join() !== [...known].join()) lengths.set(code, 'ask');
    }
    return lengths;
  });
}

/**
 * The recipient in E.164 (`+` and digits), or null when no such number can exist: an unknown country code, or a length
 * that country does not have. Spaces, dots, dashes and brackets are taken out. Whether the number is in service only the
 * carrier knows.
 */
export function parseRecipient(value: string): string | null {
  const number = E164.test(value) ? value : value.replace(SEPARATORS, '');
  if (!E164.test(number)) return null;
  for (let digits = 1; digits <= LONGEST_CALLING_CODE; digits++) {
    const lengths = possibleLengths().get(number.slice(1, 1 + digits));
    if (lengths === 'ask') return isPossible(number) ? number : null;
    if (lengths) return lengths.has(number.length - 1 - digits) ? number : null;
  }
  return null;
}

/** The library's own word, ten times slower. It rewrites a trunk prefix after the country code; we never rewrite. */
function isPossible(number: string): boolean {
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.isPossible() === true && parsed.number === number;
}
