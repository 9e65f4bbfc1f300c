const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** The first word without the punctuation around it. */
const FIRST_WORD = /^[^\p{L}\p{M}\p{N}\s]*([^\s]*[\p{L}\p{M}\p{N}])/u;
/** Letters and digits of any script, and printable ASCII. */
const VISIBLE = /^[\p{L}\p{M}\p{N}!-~]+$/u;
const FIRST_LETTERS = /^[\p{L}\p{M}\p{N}]+/u;

/** UTF-16 units of a keyword. */
export const MAX_KEYWORD = 30;
/** UTF-16 units of a text that are read to find its keyword. */
const READ = 200;

/** Returns the form in which keywords are stored and compared: upper case, of any script or width. */
export function foldKeyword(word: string): string {
  return word.normalize('NFKC').toUpperCase().normalize('NFKC');
}

/**
 * Returns what a text may have as its keyword, the best match first: its first word (`Win-1` of `"Win-1!" yes`), then the
 * letters and digits that the word begins with (`WIN`). Empty without a word.
 */
export function keywordsOf(text: string): string[] {
  const begin = foldKeyword(text.slice(0, READ).replace(INVISIBLE, '')).trimStart();
  const word = FIRST_WORD.exec(begin)?.[1];
  if (word === undefined) return [];
  const letters = FIRST_LETTERS.exec(word)?.[0];
  const candidates = new Set(letters === undefined ? [word] : [word, letters]);
  return [...candidates].filter((candidate) => candidate.length <= MAX_KEYWORD);
}

/** Whether a text is one word that a message can begin with. */
export function isKeyword(text: string): boolean {
  return VISIBLE.test(text) && keywordsOf(text)[0] === foldKeyword(text);
}
