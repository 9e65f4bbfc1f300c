const MAX_SHOWN = 64;
/** Control, format and unassigned characters, unpaired surrogates, separators other than a space, and blank letters. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|[^\S ]/gu;

/**
 * Returns a caller's name in the form in which a message may repeat it: at most 64 characters, with invisible characters
 * as `\u{…}` (Unicode TR36 §2.1: bidirectional controls change how the rest of a line reads).
 */
export function shownName(name: string): string {
  const start = name.slice(0, MAX_SHOWN).replace(INVISIBLE, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return start.length > MAX_SHOWN || name.length > MAX_SHOWN ? `${start.slice(0, MAX_SHOWN)}…` : start;
}
