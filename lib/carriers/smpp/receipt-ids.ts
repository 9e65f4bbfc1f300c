import type { SmppSettings } from './settings';

/** Longer ids are text that no carrier assigned. A decimal or hex number of 64 bits has at most 20 digits. */
const LONGEST_NUMBER = 32;
const DECIMAL = /^\d+$/;
const HEX = /^[\da-f]+$/i;

/**
 * Returns the ids under which a submission with the id of a receipt may be stored, best first: as it is, in lower and upper
 * case, without leading zeros, converted between hex and decimal. Carriers write the id of a receipt otherwise than that of
 * the response: SMPP 3.4 appendix B has it in decimal, §4.4.2 as a text.
 */
export function receiptIdCandidates(id: string, mode: SmppSettings['receiptIds']): string[] {
  const text = id.trim();
  if (text === '') return [];
  const candidates = new Set<string>();
  const converted = conversions(text, mode);
  if (mode === 'hex_to_decimal' || mode === 'decimal_to_hex') for (const each of converted) candidates.add(each);
  addForms(candidates, text);
  for (const each of converted) addForms(candidates, each);
  return [...candidates];
}

function addForms(candidates: Set<string>, id: string): void {
  candidates.add(id);
  const lower = id.toLowerCase();
  candidates.add(lower);
  candidates.add(id.toUpperCase());
  const short = withoutZeros(lower);
  candidates.add(short);
  candidates.add(short.toUpperCase());
}

function conversions(id: string, mode: SmppSettings['receiptIds']): string[] {
  if (mode === 'same' || id.length > LONGEST_NUMBER) return [];
  const digits = id.replace(/^0x/i, '');
  const found: string[] = [];
  // In mode auto, decimal digits are also hex ones: both conversions are possible.
  if (mode !== 'hex_to_decimal' && DECIMAL.test(id)) found.push(BigInt(id).toString(16));
  if (mode !== 'decimal_to_hex' && HEX.test(digits)) found.push(BigInt(`0x${digits}`).toString());
  return found;
}

/** Returns one form for ids that differ in case, leading zeros, `0x` or spaces around only. */
export function canonicalCarrierId(id: string): string {
  return withoutZeros(
    id
      .trim()
      .toLowerCase()
      .replace(/^0x(?=[\da-f])/, ''),
  );
}

function withoutZeros(id: string): string {
  return id.replace(/^0+(?=.)/, '');
}
