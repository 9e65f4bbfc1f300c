import { characterName } from './character-names';

/**
 * Whether `text` shows anything. Spaces, controls, format characters, Unicode's default-ignorable characters (fillers,
 * variation selectors, tags, soft hyphen), the blank braille pattern, blanks of hieroglyphs, the null notehead, unpaired
 * surrogates and marks without a base letter do not count. Private-use and unassigned characters do: a phone may have them.
 */
export function hasVisible(text: string): boolean {
  return VISIBLE.test(text);
}

const VISIBLE =
  /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\u{13441}\u{13442}\u{1D159}]/u;

/** Characters that a name must not contain: invisible, shown as a box, or changing how their neighbors are shown. */
const INVISIBLE =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\u{13441}\u{13442}\u{1D159}\ufffc\ufffd]/u;

const EMOJI = String.raw`\p{Extended_Pictographic}\p{EMod}?\ufe0f?`;
/** Scripts of joining letters, where a joiner between two letters changes their shapes (Unicode §23.2). */
const JOINING = ['Arabic', 'Syriac', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu']
  .concat(['Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar'])
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');

/** Sequences in which characters of INVISIBLE are part of a visible one: emoji (UTS #51), joiners, Mongolian variants. */
const JOINED = new RegExp(
  [
    String.raw`\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}`,
    String.raw`[0-9#*]\ufe0f\u20e3`,
    String.raw`${EMOJI}(?:\u200d${EMOJI})*`,
    String.raw`\p{Script=Mongolian}[\u180b-\u180d\u180f]`,
    String.raw`(?<=[${JOINING}])[\u200c\u200d](?=[${JOINING}])`,
  ].join('|'),
  'gu',
);
const FIRST_MARK = /(?:^|\s)\p{M}/u;
/** UAX #15 §13: at most 30 marks in a row in a stream-safe text. The work of normalizing more grows with their square. */
const TOO_MANY_MARKS = /\p{M}{31}/u;

/** Returns the stored form of a name: NFC, every kind of space as a plain one, none at the ends. */
export function tidyName(name: string): string {
  return (TOO_MANY_MARKS.test(name) ? name : name.normalize('NFC')).replace(/\p{Zs}/gu, ' ').trim();
}

/** `tidyName` for texts of several lines: line ends become LF and tabs spaces. */
export function tidyText(text: string): string {
  return tidyName(text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replaceAll('\t', ' '));
}

/**
 * Returns why `name` is not a valid name, with the fix; null when it is valid. Refuses names without a visible character,
 * and names with an invisible one: two names could look the same, or one could forge a line or a text direction.
 */
export function nameProblem(name: string): string | null {
  const invisible = INVISIBLE.exec(name) && INVISIBLE.exec(name.replace(JOINED, ''));
  if (invisible) return `Remove ${characterName(invisible[0])}: it is invisible.`;
  if (!hasVisible(name)) return 'Use at least one visible character.';
  if (TOO_MANY_MARKS.test(name)) return 'Use at most 30 combining marks in a row.';
  return FIRST_MARK.test(name) ? 'Put a letter before the mark that stands alone.' : null;
}

/** `nameProblem` for texts of several lines, which may also be empty. */
export function textProblem(text: string): string | null {
  return text === '' ? null : nameProblem(text.replaceAll('\n', ' '));
}
