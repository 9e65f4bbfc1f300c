import { STORABLE, STORABLE_MESSAGE } from '../base/storable-text';
import { DEFAULT_REPLACEMENTS } from '../text/replacement-table';

/** Most entries of an account's table, which is part of every cached key. */
export const MAX_ENTRIES = 1_000;
export const MAX_SEARCH_LENGTH = 40;
export const MAX_REPLACEMENT_LENGTH = 100;

export type Pair = { search: string; replacement: string };

export const DEFAULT_PAIRS: readonly Pair[] = DEFAULT_REPLACEMENTS.map(([search, replacement]) => ({
  search,
  replacement,
}));

/** Returns the problems of an entry, by field; null for a valid one. Lengths are in code points. */
export function pairProblem({ search, replacement }: Pair): Partial<Pair> | null {
  const problems: Partial<Pair> = {};
  const bySearch = searchProblem(search);
  if (bySearch) problems.search = bySearch;
  if (lengthOf(replacement) > MAX_REPLACEMENT_LENGTH) {
    problems.replacement = `Use at most ${MAX_REPLACEMENT_LENGTH} characters.`;
  } else if (!STORABLE.test(replacement)) problems.replacement = STORABLE_MESSAGE;
  else if (!bySearch && search === replacement) {
    problems.replacement =
      'Search and replacement are the same. Change the replacement, or leave it empty to remove the text.';
  }
  return Object.keys(problems).length > 0 ? problems : null;
}

function searchProblem(search: string): string | null {
  if (search === '') return 'Enter the character or word to replace.';
  if (lengthOf(search) > MAX_SEARCH_LENGTH) return `Use at most ${MAX_SEARCH_LENGTH} characters.`;
  return STORABLE.test(search) ? null : STORABLE_MESSAGE;
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** A change of a table: `put` is added or gets a new replacement, `removed` is deleted. Unchanged entries are in neither. */
export type TableChange = { put: Pair[]; removed: Pair[] };

/**
 * Returns the change after which `table` contains all of `target`, and with `exactly` no other entries. Each search occurs
 * once in both.
 */
export function changeOf(table: readonly Pair[], target: readonly Pair[], exactly: boolean): TableChange {
  const existing = new Map(table.map(({ search, replacement }) => [search, replacement]));
  const kept = new Set(target.map(({ search }) => search));
  return {
    put: target.filter(({ search, replacement }) => existing.get(search) !== replacement),
    removed: exactly ? table.filter(({ search }) => !kept.has(search)) : [],
  };
}
