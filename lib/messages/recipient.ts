import { Metadata } from 'libphonenumber-js';
import { once } from '../registry';

/** ITU-T E.164: at most 15 digits; no country has numbers of fewer than 7 with its code. */
const E164 = /^\+[1-9]\d{6,14}$/;
const SEPARATORS = /[\s().\-\u00a0]/g;
const LONGEST_CALLING_CODE = 3;

type PlansByCallingCode = {
  hasCallingCode(code: string): boolean;
  selectNumberingPlan(code: string): void;
  numberingPlan?: { possibleLengths(): number[] };
};

/** Possible lengths of the national number by calling code, from libphonenumber's metadata. */
function possibleLengths(): Map<string, ReadonlySet<number>> {
  return once('possible-number-lengths', () => {
    // The published types know only country codes here; the library itself selects by calling code too.
    const metadata = new Metadata() as unknown as PlansByCallingCode;
    const lengths = new Map<string, ReadonlySet<number>>();
    for (let code = 1; code < 10 ** LONGEST_CALLING_CODE; code++) {
      if (!metadata.hasCallingCode(String(code))) continue;
      metadata.selectNumberingPlan(String(code));
      lengths.set(String(code), new Set(metadata.numberingPlan?.possibleLengths() ?? []));
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
    if (lengths) return lengths.has(number.length - 1 - digits) ? number : null;
  }
  return null;
}
