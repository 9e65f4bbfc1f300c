/** Encoding of a message: GSM 03.38 seven-bit alphabet or UCS-2 (UTF-16 units). */
export type Encoding = 'gsm7' | 'ucs2';

export type Measure = { encoding: Encoding; segments: number };

/** A measure with its units, as the console's counter shows them: GSM septets or UTF-16 units. */
export type Count = Measure & { used: number; left: number };

// 3GPP TS 23.038 §6.2.1, code order 0x00–0x7F without the escape. 0x09 is capital Ç.
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** The extension table: each character takes an escape and a code, two septets. */
const GSM_EXTENSION = '\f^{}\\[~]|€';
export const GSM_CHARACTERS = GSM_BASIC + GSM_EXTENSION;

const GSM_SINGLE = 160;
const GSM_PART = 153;
const UCS2_SINGLE = 70;
const UCS2_PART = 67;

/** Septets by UTF-16 unit: 1, 2, or 0 for a unit outside GSM. */
const SEPTETS = new Uint8Array(0x10000);
for (const character of GSM_BASIC) SEPTETS[character.charCodeAt(0)] = 1;
for (const character of GSM_EXTENSION) SEPTETS[character.charCodeAt(0)] = 2;

/** Whether every character is in the GSM alphabet or its extension. */
export function isGsm(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (SEPTETS[text.charCodeAt(i)] === 0) return false;
  return true;
}

/**
 * Returns encoding and number of segments. GSM: 160 septets alone or 153 a part; UCS-2: 70 units alone or 67 a part. An
 * escape pair and a surrogate pair are never split over two parts (TS 23.040 §9.2.3.24.1). The empty text is one segment.
 */
export function measure(text: string): Measure {
  const { encoding, segments } = count(text);
  return { encoding, segments };
}

/** Returns `measure` with the units `used` and the units `left` in the last segment. */
export function count(text: string): Count {
  return isGsm(text)
    ? { encoding: 'gsm7', ...segmentsOf(text, GSM_SINGLE, GSM_PART, septetWidth) }
    : { encoding: 'ucs2', ...segmentsOf(text, UCS2_SINGLE, UCS2_PART, surrogateWidth) };
}

/**
 * Returns the texts of the segments that `measure` counts. `reserved` units of each part are left free, for a header that
 * is longer than usual: the parts can then be more than those counted. A text outside of GSM is split as UCS-2.
 */
export function splitSegments(text: string, encoding: Encoding, reserved = 0): string[] {
  const starts = [0];
  const { segments } =
    encoding === 'gsm7' && isGsm(text)
      ? segmentsOf(text, GSM_SINGLE, GSM_PART - reserved, septetWidth, starts)
      : segmentsOf(text, UCS2_SINGLE, UCS2_PART - reserved, surrogateWidth, starts);
  return segments === 1 ? [text] : starts.map((start, index) => text.slice(start, starts[index + 1]));
}

/** Returns the characters of a GSM text that take two septets, each once, in order. */
export function doubleCharacters(text: string): string[] {
  return [...new Set(text)].filter((character) => GSM_EXTENSION.includes(character));
}

const MAX_UNREPLACED = 20;
/** Close to Unicode's grapheme clusters: flags, skin tones, joined emoji, marks. Intl.Segmenter is 20 times as slow. */
const GRAPHEME = /(?:\p{RI}{2}|.)(?:[\p{M}\p{EMod}]|\u200d.)*/gsu;

/** Returns the graphemes that keep a text out of GSM, each once, in order, at most 20. Empty for a GSM text. */
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

function septetWidth(text: string, i: number): number {
  return SEPTETS[text.charCodeAt(i)] ?? 1;
}

/** Returns 2 at the start of a surrogate pair (and skips its second unit), 1 for any other unit. */
function surrogateWidth(text: string, i: number): number {
  const unit = text.charCodeAt(i);
  return unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length ? 2 : 1;
}

function segmentsOf(
  text: string,
  single: number,
  part: number,
  width: (text: string, i: number) => number,
  starts?: number[],
): { segments: number; used: number; left: number } {
  let total = 0;
  let segments = 1;
  let used = 0;
  for (let i = 0; i < text.length; i++) {
    const cost = width(text, i);
    const start = i;
    if (cost === 2 && width === surrogateWidth) i++;
    total += cost;
    if (used + cost > part) {
      segments++;
      used = 0;
      starts?.push(start);
    }
    used += cost;
  }
  return total <= single
    ? { segments: 1, used: total, left: single - total }
    : { segments, used: total, left: part - used };
}
