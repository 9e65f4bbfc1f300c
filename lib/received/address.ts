import { parseNumber } from '../numbers/international';
import { withoutSeparators } from '../numbers/pasted';
import { readable } from './readable';

/** UTF-16 units of a sender or recipient. SMPP has at most 20 octets, HTTP carriers send anything. */
const MAX_ADDRESS = 64;
const DIGITS = /^(\+|00)?(\d+)$/;
/** Control and format characters, and line ends. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** Without a +, fewer digits are a short code or a number inside a country. */
const MIN_INTERNATIONAL = 9;
/** ITU-T E.164. */
const MIN_WITH_PLUS = 7;
const MAX_INTERNATIONAL = 15;

/**
 * Returns a sender or recipient as it is stored: a phone number in E.164 with +, in whichever form a carrier sends it
 * (`+372…`, `00372…`, `372…`); short codes, numbers inside a country and names as they are. For any text.
 */
export function canonicalAddress(text: string): string {
  const shown = readable(text.slice(0, MAX_ADDRESS).replace(INVISIBLE, '').trim(), MAX_ADDRESS);
  const [, prefix, digits] = DIGITS.exec(withoutSeparators(shown)) ?? [];
  if (digits === undefined) return shown;
  const number = digits.length <= MAX_INTERNATIONAL ? parseNumber(`+${digits}`) : null;
  if (prefix === undefined) return number !== null && digits.length >= MIN_INTERNATIONAL ? number : digits;
  if (digits.length < MIN_WITH_PLUS || digits.length > MAX_INTERNATIONAL) return digits;
  return number ?? `+${digits}`;
}

/** Returns the form of a canonical address by which numbers are matched: short codes may arrive with a + too. */
export function matchOf(address: string): string {
  return address.replace(/^\+/, '');
}
