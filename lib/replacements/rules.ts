import { STORABLE, STORABLE_MESSAGE } from '../base/storable-text';
import { DEFAULT_REPLACEMENTS } from '../text/replacement-table';

/** Entries that an account's table has at most: the gate carries it along with every key. */
export const MAX_ENTRIES = 1_000;
export const MAX_SEARCH_LENGTH = 40;
export const MAX_REPLACEMENT_LENGTH = 100;

export type Pair = { search: string; replacement: string };

export const DEFAULT_PAIRS: readonly Pair[] = DEFAULT_REPLACEMENTS.map(([search, replacement]) => ({
  search,
  replacement,
}));

/** What is wrong with an entry, by field; null when nothing is. Lengths count characters, not their halves. */
export function pairProblem({ search, replacement }: Pair): Partial<Pair> | null {
  const problems: Partial<Pair> = {};
  const bySearch = searchProblem(search);
  if (bySearch) problems.search = bySearch;
  if (lengthOf(replacement) > MAX_REPLACEMENT_LENGTH) {
    problems.replacement = `Replace it by at most ${MAX_REPLACEMENT_LENGTH} characters.`;
  } else if (!STORABLE.test(replacement)) problems.replacement = STORABLE_MESSAGE;
  else if (!bySearch && search === replacement) {
    problems.replacement = 'It is replaced by itself. Give something else, or nothing to take it out.';
  }
  return Object.keys(problems).length > 0 ? problems : null;
}

function searchProblem(search: string): string | null {
  if (search === '') return 'Give the character or word to look for.';
  if (lengthOf(search) > MAX_SEARCH_LENGTH) return `Look for at most ${MAX_SEARCH_LENGTH} characters.`;
  return STORABLE.test(search) ? null : STORABLE_MESSAGE;
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** What a table becomes: `put` is added or gets a new replacement, `removed` goes. What stays as it is is in neither. */
export type TableChange = { put: Pair[]; removed: Pair[] };

/** The change that makes `table` hold all of `wanted`, and nothing else where `only`. Both have each search once. */
export function changeOf(table: readonly Pair[], wanted: readonly Pair[], only: boolean): TableChange {
  const held = new Map(table.map(({ search, replacement }) => [search, replacement]));
  const kept = new Set(wanted.map(({ search }) => search));
  return {
    put: wanted.filter(({ search, replacement }) => held.get(search) !== replacement),
    removed: only ? table.filter(({ search }) => !kept.has(search)) : [],
  };
}
