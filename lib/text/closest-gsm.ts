import anyAscii from 'any-ascii';
import { GSM_CHARACTERS, isGsm } from './encoding';
import type { Edit } from './replacement-table';

const GSM = GSM_CHARACTERS.replace(/[\\\]^-]/g, '\\$&');
/** A character that GSM lacks, with the marks that combine with it; or marks that combine with one it has. */
const FOREIGN = new RegExp(`[^${GSM}]\\p{M}*|[${GSM}]\\p{M}+`, 'gu');

/** Not seen, or only by what they do to the character before: they can go. */
const INVISIBLE = /^[\p{M}\p{Cf}\p{EMod}]$/u;
/** Never seen, though a transliteration may spell them out: tags would bring a hidden text to light. */
const IGNORABLE = /^\p{Default_Ignorable_Code_Point}$/u;

/** ASCII that GSM lacks, by its nearest there. */
const FOREIGN_ASCII: Record<string, string> = {
  '`': "'",
  '\t': ' ',
  '\v': '\n',
  '\u0085': '\n',
  '\u2028': '\n',
  '\u2029': '\n',
};

/**
 * Greek capitals that GSM 03.38 lacks, by the Latin ones that look the same: it has only the other ten (ΓΔΘΛΞΠΣΦΨΩ), because
 * these stand for both (3GPP TS 23.038 §6.2.1).
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
/** A Greek mu before a Latin letter is the micro sign of a unit: `5 μg` must not become mega. */
const MU = 'μ';

/** Marks on one character that are looked at. People write up to two or three; more is decoration. */
const MAX_MARKS = 4;

/** UTF-16 units of a character with its marks that are judged. */
const LONGEST_CLUSTER = 64;
const HALF_AT_END = /[\ud800-\udbff]$/;

/** Answers given already: a text has few different characters. */
const known = new Map<string, string>();
const MAX_KNOWN = 4_000;
const LONGEST_KNOWN = 8;

/** Where `text` has characters outside GSM, and the closest GSM has for each. Those without any are left out. */
export function closestEdits(text: string): Edit[] {
  if (isGsm(text)) return [];
  const edits: Edit[] = [];
  for (const { index, 0: found } of text.matchAll(FOREIGN)) {
    const to = found === MU && isUnit(text, index) ? 'u' : closestKnown(found);
    if (to !== found) edits.push({ at: index, length: found.length, to });
  }
  return edits;
}

function isUnit(text: string, at: number): boolean {
  return /^[A-Za-z]/.test(text.charAt(at + 1)) && !GREEK.test(text.charAt(at - 1));
}

/** What mode `full` puts in the place of one character: itself, where GSM has it or has nothing close to it. */
export function closestTo(character: string): string {
  return isGsm(character) ? character : closest(character);
}

function closestKnown(cluster: string): string {
  const before = known.get(cluster);
  if (before !== undefined) return before;
  const found = closest(cluster);
  if (known.size >= MAX_KNOWN) known.clear();
  if (cluster.length <= LONGEST_KNOWN) known.set(cluster, found);
  return found;
}

/**
 * First with as many of its marks as GSM knows (`ǟ` is `ä` rather than `a`), then Greek by its capitals, then by how it is
 * written in ASCII.
 */
function closest(whole: string): string {
  // Marks beyond these are left out in any case, and to put thousands of them in order takes long.
  const cluster = whole.slice(0, LONGEST_CLUSTER).replace(HALF_AT_END, '');
  const [base = '', ...marks] = cluster.normalize('NFD');
  for (let kept = Math.min(marks.length, MAX_MARKS); kept >= 0; kept--) {
    const candidate = (base + marks.slice(0, kept).join('')).normalize('NFC');
    if (isGsm(candidate)) return candidate;
  }
  if (GREEK.test(base)) {
    // Greek texts are sent in capitals without marks: the GSM alphabet has no small Greek letters.
    const capital = base.toUpperCase();
    const greek = GREEK_AS_LATIN[capital] ?? capital;
    if (isGsm(greek)) return greek;
  }
  return [...cluster.normalize('NFC')].map(closestCharacter).join('');
}

function closestCharacter(character: string): string {
  const own = FOREIGN_ASCII[character];
  if (own !== undefined) return own;
  if (IGNORABLE.test(character)) return '';
  const ascii = anyAscii(character).replaceAll('`', "'");
  if (ascii !== '' && isGsm(ascii)) return ascii;
  return INVISIBLE.test(character) ? '' : character;
}
