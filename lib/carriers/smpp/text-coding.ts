import { isGsm } from '../../text/encoding';
import { decodeGsmOctets, encodeGsmOctets } from '../../text/gsm-octets';
import type { SmppSettings } from './settings';

/** Values of data_coding, SMPP 3.4 §5.2.19. */
export const DATA_CODING = { default: 0, ascii: 1, octets: 2, latin1: 3, binary: 4, ucs2: 8 } as const;

export type TextCoding = { dataCoding: number; encode(text: string): Buffer };

const UCS2: TextCoding = { dataCoding: DATA_CODING.ucs2, encode: encodeUcs2 };
const GSM: TextCoding = { dataCoding: DATA_CODING.default, encode: encodeGsmOctets };
const LATIN1: TextCoding = { dataCoding: DATA_CODING.latin1, encode: (text) => Buffer.from(text, 'latin1') };
const ASCII: TextCoding = { dataCoding: DATA_CODING.ascii, encode: (text) => Buffer.from(text, 'latin1') };

const ONLY_LATIN1 = /^[\0-\xff]*$/;
const ONLY_ASCII = /^[\0-\x7f]*$/;

/**
 * Returns how a text is written: UCS-2, or the carrier's default alphabet for GSM texts. A text with characters that the
 * default alphabet lacks (a euro sign in Latin-1) is written in UCS-2: more segments are better than wrong characters.
 */
export function textCoding(
  text: string,
  encoding: 'gsm7' | 'ucs2',
  alphabet: SmppSettings['defaultAlphabet'],
): TextCoding {
  if (encoding === 'ucs2') return UCS2;
  if (alphabet === 'latin1') return ONLY_LATIN1.test(text) ? LATIN1 : UCS2;
  if (alphabet === 'ascii') return ONLY_ASCII.test(text) ? ASCII : UCS2;
  return isGsm(text) ? GSM : UCS2;
}

function encodeUcs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

export type DecodedText = { text: string; encoding: 'gsm7' | 'ucs2' | 'binary' };

/** data_coding of alphabets that Node decodes, SMPP 3.4 §5.2.19. */
const OTHER_ALPHABETS: Record<number, string> = {
  5: 'shift_jis',
  6: 'iso-8859-5',
  7: 'iso-8859-8',
  10: 'iso-2022-jp',
  13: 'euc-jp',
  14: 'euc-kr',
};

/**
 * Returns the text of a message from a carrier; of a binary one, its octets in hex. The text can be stored: it has no NUL
 * and no unpaired surrogate. Never throws.
 */
export function decodeText(octets: Buffer, dataCoding: number, alphabet: SmppSettings['defaultAlphabet']): DecodedText {
  const kind = alphabetOf(dataCoding);
  if (kind === DATA_CODING.binary) return { text: octets.toString('hex'), encoding: 'binary' };
  if (kind === DATA_CODING.ucs2) return { text: storable(decodeUcs2(octets)), encoding: 'ucs2' };
  const other = OTHER_ALPHABETS[kind];
  const text = other ? new TextDecoder(other).decode(octets) : decodeDefault(octets, kind, alphabet);
  const stored = storable(text);
  return { text: stored, encoding: isGsm(stored) ? 'gsm7' : 'ucs2' };
}

function decodeDefault(octets: Buffer, kind: number, alphabet: SmppSettings['defaultAlphabet']): string {
  if (kind !== DATA_CODING.default || alphabet !== 'gsm') return octets.toString('latin1');
  return decodeGsmOctets(octets);
}

/** Reads the groups of TS 23.038 §4 that carriers pass on: message class and waiting indication. */
function alphabetOf(dataCoding: number): number {
  if (dataCoding === DATA_CODING.octets) return DATA_CODING.binary;
  if (dataCoding < 0x10) return dataCoding;
  const group = dataCoding >> 4;
  if (group === 0xf) return (dataCoding & 0x04) === 0 ? DATA_CODING.default : DATA_CODING.binary;
  if (group === 0xe) return DATA_CODING.ucs2;
  if (group >= 0x8) return DATA_CODING.default;
  const alphabet = (dataCoding >> 2) & 3;
  if (alphabet === 1) return DATA_CODING.binary;
  return alphabet === 2 ? DATA_CODING.ucs2 : DATA_CODING.default;
}

/** Decodes UTF-16 big-endian; an odd octet at the end is left out. */
export function decodeUcs2(octets: Buffer): string {
  const even = Buffer.from(octets.subarray(0, octets.length & ~1));
  return even.swap16().toString('utf16le');
}

/** Returns `text` with U+FFFD instead of what PostgreSQL and JSON cannot store. */
export function storable(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, '\ufffd');
}
