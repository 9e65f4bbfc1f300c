export type Replacement = readonly [search: string, replacement: string];

/**
 * The default table that an account can load: typography of phone keyboards and word processors. It has no effect until it
 * is loaded: mode `on` "only replaces the user-defined characters" (Messente's guide to API keys).
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

/** A table prepared for fast use on many texts. */
export type CompiledReplacements = {
  readonly replacements: ReadonlyMap<string, string>;
  /** Lengths of the searches that begin with a UTF-16 unit, the longest first. */
  readonly lengths: ReadonlyMap<number, readonly number[]>;
};

/** Searches must not be empty. Of two entries with the same search the later one applies. */
export function compileReplacements(table: readonly Replacement[]): CompiledReplacements {
  const replacements = new Map(table);
  const lengths = new Map<number, number[]>();
  for (const search of replacements.keys()) {
    const first = search.charCodeAt(0);
    const found = lengths.get(first) ?? [];
    lengths.set(first, found.includes(search.length) ? found : [...found, search.length].sort((a, b) => b - a));
  }
  return { replacements, lengths };
}

export const NO_REPLACEMENTS = compileReplacements([]);

/** A range of a text (in UTF-16 units) and its replacement. */
export type Edit = { at: number; length: number; to: string };

/**
 * Returns the edits that `table` makes to `text`: from left to right, at each position the longest matching search, and
 * replaced text is not searched again. One lookup per position and per length of searches that begin there: linear for
 * any table and text.
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

/** Applies `edits`, which must be in order and not overlap. */
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
