/** How a text travels: GSM 03.38 seven-bit alphabet or UCS-2 (UTF-16 units). */
export type Encoding = 'gsm7' | 'ucs2';

export type Measure = { encoding: Encoding; segments: number };

/** A measure with what a writer counts by: GSM septets or UTF-16 units, as the segments are filled with them. */
export type Count = Measure & { used: number; left: number };

// 3GPP TS 23.038 §6.2.1, code order 0x00–0x7F without the escape. 0x09 is capital Ç.
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** The extension table: each costs an escape and a code, two septets. */
const GSM_EXTENSION = '\f^{}\\[~]|€';
export const GSM_CHARACTERS = GSM_BASIC + GSM_EXTENSION;

const GSM_SINGLE = 160;
const GSM_PART = 153;
const UCS2_SINGLE = 70;
const UCS2_PART = 67;

/** Septets by UTF-16 unit: 1, 2, or 0 for what GSM cannot say. */
const SEPTETS = new Uint8Array(0x10000);
for (const character of GSM_BASIC) SEPTETS[character.charCodeAt(0)] = 1;
for (const character of GSM_EXTENSION) SEPTETS[character.charCodeAt(0)] = 2;

/** Whether every character is in the GSM alphabet or its extension. */
export function isGsm(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (SEPTETS[text.charCodeAt(i)] === 0) return false;
  return true;
}

/**
 * Encoding and number of segments. GSM: 160 septets alone or 153 a part; UCS-2: 70 units alone or 67 a part. An escape
 * pair and a surrogate pair are never split over two parts (TS 23.040 §9.2.3.24.1). The empty text is one segment.
 */
export function measure(text: string): Measure {
  const { encoding, segments } = count(text);
  return { encoding, segments };
}

/** `measure`, with how much of the segments is `used` and how much is `left` in the last one. */
export function count(text: string): Count {
  return isGsm(text)
    ? { encoding: 'gsm7', ...filled(text, GSM_SINGLE, GSM_PART, (text, i) => SEPTETS[text.charCodeAt(i)] ?? 1) }
    : { encoding: 'ucs2', ...filled(text, UCS2_SINGLE, UCS2_PART, surrogateWidth) };
}

/** Characters of a GSM text that take two places, each once, in order. */
export function doubleCharacters(text: string): string[] {
  return [...new Set(text)].filter((character) => GSM_EXTENSION.includes(character));
}

const MAX_UNREPLACED = 20;
/** About what Unicode calls a grapheme cluster: flags, skin tones, joined emoji, marks. Intl.Segmenter is 20 times as slow. */
const GRAPHEME = /(?:\p{RI}{2}|.)(?:[\p{M}\p{EMod}]|\u200d.)*/gsu;

/**
 * The characters that keep a text out of GSM, as readers see them, each once, in order, at most 20. Empty for a text that
 * GSM has all of.
 */
export function unreplaced(text: string): string[] {
  const found = new Set<string>();
  if (isGsm(text)) return [];
  for (const [character] of text.matchAll(GRAPHEME)) {
    if (isGsm(character)) continue;
    found.add(character);
    if (found.size === MAX_UNREPLACED) break;
  }
  return [...found];
}

/** 2 at the start of a surrogate pair (which then takes both units), 1 for any other unit. */
function surrogateWidth(text: string, i: number): number {
  const unit = text.charCodeAt(i);
  return unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length ? 2 : 1;
}

function filled(
  text: string,
  single: number,
  part: number,
  width: (text: string, i: number) => number,
): { segments: number; used: number; left: number } {
  let total = 0;
  let segments = 1;
  let used = 0;
  for (let i = 0; i < text.length; i++) {
    const cost = width(text, i);
    if (cost === 2 && width === surrogateWidth) i++;
    total += cost;
    if (used + cost > part) {
      segments++;
      used = 0;
    }
    used += cost;
  }
  return total <= single
    ? { segments: 1, used: total, left: single - total }
    : { segments, used: total, left: part - used };
}
