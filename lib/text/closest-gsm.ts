import anyAscii from 'any-ascii';
import { LRUCache } from 'lru-cache';
import { GSM_CHARACTERS, isGsm } from './encoding';
import type { Edit } from './replacement-table';

const GSM = GSM_CHARACTERS.replace(/[\\\]^-]/g, '\\$&');
/** A character that GSM lacks, with its combining marks; or combining marks on a character that GSM has. */
const FOREIGN = new RegExp(`[^${GSM}]\\p{M}*|[${GSM}]\\p{M}+`, 'gu');

/** Invisible by itself, or only a modifier of the character before: can be removed. */
const INVISIBLE = /^[\p{M}\p{Cf}\p{EMod}]$/u;
/** Always invisible, though a transliteration may spell it out: tag characters would reveal a hidden text. */
const IGNORABLE = /^\p{Default_Ignorable_Code_Point}$/u;

/** Closest GSM characters of ASCII characters that GSM lacks. */
const FOREIGN_ASCII: Record<string, string> = {
  '`': "'",
  '\t': ' ',
  '\v': '\n',
  '\u0085': '\n',
  '\u2028': '\n',
  '\u2029': '\n',
};

/**
 * Latin letters that look like the Greek capitals that GSM 03.38 lacks. It has only the other ten (ΓΔΘΛΞΠΣΦΨΩ), because the
 * Latin ones serve for both (3GPP TS 23.038 §6.2.1).
 */
const GREEK_AS_LATIN: Record<string, string> = {
  Α: 'A',
  Β: 'B',
  Ε: 'E',
  Ζ: 'Z',
  Η: 'H',
  Ι: 'I',
  Κ: 'K',
  Μ: 'M',
  Ν: 'N',
  Ο: 'O',
  Ρ: 'P',
  Τ: 'T',
  Υ: 'Y',
  Χ: 'X',
};
const GREEK = /^\p{Script=Greek}$/u;
/** A Greek mu before a Latin letter is the micro sign of a unit: `5 μg` must not become `5 Mg`. */
const MU = 'μ';

/** Combining marks of one character that are kept. Real texts have up to two or three; more are decoration. */
const MAX_MARKS = 4;

/** UTF-16 units of a character with its marks that are read. */
const MAX_CLUSTER_LENGTH = 64;
const HALF_AT_END = /[\ud800-\udbff]$/;

const MAX_CACHED = 4_000;
const MAX_CACHED_LENGTH = 8;
/** Results by character: a text has few different ones. */
const cache = new LRUCache<string, string>({ max: MAX_CACHED });

/** Returns an edit for each character outside GSM that has a close counterpart there. */
export function closestEdits(text: string): Edit[] {
  if (isGsm(text)) return [];
  const edits: Edit[] = [];
  for (const { index, 0: found } of text.matchAll(FOREIGN)) {
    const to = found === MU && isUnit(text, index) ? 'u' : cachedClosest(found);
    if (to !== found) edits.push({ at: index, length: found.length, to });
  }
  return edits;
}

function isUnit(text: string, at: number): boolean {
  return /^[A-Za-z]/.test(text.charAt(at + 1)) && !GREEK.test(text.charAt(at - 1));
}

/** Returns what mode `full` replaces one character with: the character itself, if GSM has it or has nothing close to it. */
export function closestTo(character: string): string {
  return isGsm(character) ? character : closest(character);
}

function cachedClosest(cluster: string): string {
  const cached = cache.get(cluster);
  if (cached !== undefined) return cached;
  const found = closest(cluster);
  if (cluster.length <= MAX_CACHED_LENGTH) cache.set(cluster, found);
  return found;
}

/**
 * Tries first as many of its marks as GSM has (`ǟ` becomes `ä` rather than `a`), then the Greek capital, then the ASCII
 * transliteration.
 */
function closest(whole: string): string {
  // Further marks are dropped in any case, and normalizing thousands of them is expensive.
  const cluster = whole.slice(0, MAX_CLUSTER_LENGTH).replace(HALF_AT_END, '');
  const [base = '', ...marks] = cluster.normalize('NFD');
  for (let kept = Math.min(marks.length, MAX_MARKS); kept >= 0; kept--) {
    const candidate = (base + marks.slice(0, kept).join('')).normalize('NFC');
    if (isGsm(candidate)) return candidate;
  }
  if (GREEK.test(base)) {
    // Greek texts are sent in capitals without marks: the GSM alphabet has no lower-case Greek letters.
    const capital = base.toUpperCase();
    const greek = GREEK_AS_LATIN[capital] ?? capital;
    if (isGsm(greek)) return greek;
  }
  return [...cluster.normalize('NFC')].map(closestCharacter).join('');
}

function closestCharacter(character: string): string {
  const replacement = FOREIGN_ASCII[character];
  if (replacement !== undefined) return replacement;
  if (IGNORABLE.test(character)) return '';
  const ascii = anyAscii(character).replaceAll('`', "'");
  if (ascii !== '' && isGsm(ascii)) return ascii;
  return INVISIBLE.test(character) ? '' : character;
}
