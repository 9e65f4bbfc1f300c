import { GSM_CHARACTERS } from './encoding';

const ESCAPE = 0x1b;
const BASIC_SIZE = 0x80;
const UNKNOWN = 0x3f; // ?
/** 3GPP TS 23.038 §6.2.1.1: the codes that follow an escape. */
const EXTENSION: readonly [code: number, character: string][] = [
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
];

/** Character by code; the escape is empty. */
const BASIC = [...GSM_CHARACTERS.slice(0, ESCAPE), '', ...GSM_CHARACTERS.slice(ESCAPE, BASIC_SIZE - 1)];
const EXTENDED = new Map(EXTENSION);
/** Code by UTF-16 unit: one octet, or the escape in the high octet; 0xffff for a unit outside of GSM. */
const CODES = new Uint16Array(0x10000).fill(0xffff);
for (const [code, character] of BASIC.entries()) if (character !== '') CODES[character.charCodeAt(0)] = code;
for (const [code, character] of EXTENSION) CODES[character.charCodeAt(0)] = (ESCAPE << 8) | code;

/**
 * Returns a text in the GSM default alphabet, one septet in each octet (the form of SMPP's data_coding 0). A character of
 * the extension takes two octets; one outside of GSM becomes a question mark.
 */
export function encodeGsmOctets(text: string): Buffer {
  const octets = Buffer.allocUnsafe(text.length * 2);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = CODES[text.charCodeAt(i)] ?? 0xffff;
    if (code === 0xffff) octets[length++] = UNKNOWN;
    else {
      if (code > 0xff) octets[length++] = ESCAPE;
      octets[length++] = code & 0x7f;
    }
  }
  return octets.subarray(0, length);
}

/**
 * Returns the text of octets in the GSM default alphabet. An unknown code after an escape is read as the basic character
 * (TS 23.038 §6.2.1.1). An octet above 0x7f, which is not GSM, is read as Latin-1.
 */
export function decodeGsmOctets(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) {
    const code = octets[i] ?? 0;
    if (code === ESCAPE) {
      const extended = EXTENDED.get(octets[i + 1] ?? -1);
      if (extended === undefined) continue;
      text += extended;
      i++;
    } else text += BASIC[code] ?? String.fromCharCode(code);
  }
  return text;
}
