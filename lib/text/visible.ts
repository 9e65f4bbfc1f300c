import { characterName } from './character-names';

/**
 * Whether a reader sees anything of `text`. Spaces, controls, format characters, what Unicode says to ignore by default
 * (fillers, variation selectors, tags, soft hyphen), the blank braille pattern, blanks of hieroglyphs, the null notehead, halves of surrogate pairs
 * and marks without a letter to stand on do not count. Private-use and unassigned characters do: a phone may have them.
 */
export function hasVisible(text: string): boolean {
  return VISIBLE.test(text);
}

const VISIBLE =
  /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\u{13441}\u{13442}\u{1D159}]/u;

/** What a name may not hold: it is not seen, shows as a box, or changes how its neighbors are shown. */
const UNSEEN =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\u{13441}\u{13442}\u{1D159}\ufffc\ufffd]/u;

const PICTURE = String.raw`\p{Extended_Pictographic}\p{EMod}?\ufe0f?`;
/** Scripts whose letters join, where a joiner between two letters changes their shapes (Unicode §23.2). */
const JOINING = ['Arabic', 'Syriac', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu']
  .concat(['Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar'])
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');

/** Sequences in which characters of UNSEEN are a part of what is seen: emoji (UTS #51), joiners, Mongolian variants. */
const JOINED = new RegExp(
  [
    String.raw`\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}`,
    String.raw`[0-9#*]\ufe0f\u20e3`,
    String.raw`${PICTURE}(?:\u200d${PICTURE})*`,
    String.raw`\p{Script=Mongolian}[\u180b-\u180d\u180f]`,
    String.raw`(?<=[${JOINING}])[\u200c\u200d](?=[${JOINING}])`,
  ].join('|'),
  'gu',
);
const FIRST_MARK = /(?:^|\s)\p{M}/u;

/** The name in its stored form: NFC, every kind of space as a plain one, none at the ends. */
export function tidyName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\p{Zs}/gu, ' ')
    .trim();
}

/** As `tidyName`, for texts of several lines: line ends become LF and tabs spaces. */
export function tidyText(text: string): string {
  return tidyName(text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replaceAll('\t', ' '));
}

/**
 * Why `name` cannot be the name of something, with the fix; null when it can. Refused are names without anything visible,
 * and names with a character that is not seen: two of those would look alike, or could forge a line or a direction.
 */
export function nameProblem(name: string): string | null {
  const unseen = UNSEEN.exec(name) && UNSEEN.exec(name.replace(JOINED, ''));
  if (unseen) return `Take out ${characterName(unseen[0])}: it cannot be seen.`;
  if (!hasVisible(name)) return 'Use at least one character that can be seen.';
  return FIRST_MARK.test(name) ? 'Put a letter before the mark that stands alone.' : null;
}

/** `nameProblem` for texts of several lines, which may also be empty. */
export function textProblem(text: string): string | null {
  return text === '' ? null : nameProblem(text.replaceAll('\n', ' '));
}
