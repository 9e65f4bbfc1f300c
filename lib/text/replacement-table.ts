export type Replacement = readonly [search: string, replacement: string];

/**
 * The table that an account can load: typography that phone keyboards and word processors put in. Nothing of it counts
 * before: mode `on` "only replaces the user-defined characters" (Messente's guide to API keys).
 */
export const DEFAULT_REPLACEMENTS: readonly Replacement[] = [
  ['„', '"'],
  ['“', '"'],
  ['”', '"'],
  ['«', '"'],
  ['»', '"'],
  ['‘', "'"],
  ['’', "'"],
  ['‚', "'"],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ['\u00a0', ' '],
  ['\u202f', ' '],
  ['\t', ' '],
  ['`', "'"],
];

/** A table made ready to be applied to many texts. */
export type CompiledReplacements = {
  readonly replacements: ReadonlyMap<string, string>;
  /** How long the searches are that begin with a UTF-16 unit, the longest first. */
  readonly lengths: ReadonlyMap<number, readonly number[]>;
};

/** Searches may not be empty; of two entries with the same search the later counts. */
export function compileReplacements(table: readonly Replacement[]): CompiledReplacements {
  const replacements = new Map(table);
  const lengths = new Map<number, number[]>();
  for (const search of replacements.keys()) {
    const first = search.charCodeAt(0);
    const known = lengths.get(first) ?? [];
    lengths.set(first, known.includes(search.length) ? known : [...known, search.length].sort((a, b) => b - a));
  }
  return { replacements, lengths };
}

export const NO_REPLACEMENTS = compileReplacements([]);

/** A place of a text (in UTF-16 units) and what stands there instead. */
export type Edit = { at: number; length: number; to: string };

/**
 * Where `table` changes `text`: from left to right, at each place the longest search that stands there, and what was
 * replaced is not looked at again. One look-up a place, and for each length a search beginning there can have: linear,
 * whatever the table and the text.
 */
export function tableEdits(text: string, { replacements, lengths }: CompiledReplacements): Edit[] {
  const edits: Edit[] = [];
  if (replacements.size === 0) return edits;
  for (let at = 0; at < text.length; ) {
    const search = longestAt(text, at, lengths.get(text.charCodeAt(at)), replacements);
    if (search === undefined) {
      at++;
      continue;
    }
    edits.push({ at, length: search.length, to: replacements.get(search) ?? search });
    at += search.length;
  }
  return edits;
}

function longestAt(
  text: string,
  at: number,
  lengths: readonly number[] | undefined,
  replacements: CompiledReplacements['replacements'],
): string | undefined {
  if (!lengths) return undefined;
  for (const length of lengths) {
    const found = text.slice(at, at + length);
    if (replacements.has(found)) return found;
  }
  return undefined;
}

/** `text` with `edits` made, which must be in order and not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  let result = '';
  let end = 0;
  for (const { at, length, to } of edits) {
    result += text.slice(end, at) + to;
    end = at + length;
  }
  return result + text.slice(end);
}
