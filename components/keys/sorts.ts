import type { KeyFilter } from '@/lib/keys/schema';

type Sort = {
  sort: KeyFilter['sort'];
  /** The direction that a first click on the head asks for: what people look for first. */
  first: KeyFilter['direction'];
  ascending: string;
  descending: string;
};

/** What the list can be sorted by, in plain words. */
export const SORTS: readonly Sort[] = [
  { sort: 'createdAt', first: 'desc', ascending: 'Oldest first', descending: 'Newest first' },
  { sort: 'name', first: 'asc', ascending: 'Name A–Z', descending: 'Name Z–A' },
  { sort: 'type', first: 'asc', ascending: 'Auth keys first', descending: 'HMAC first' },
  { sort: 'createdBy', first: 'asc', ascending: 'Username A–Z', descending: 'Username Z–A' },
  { sort: 'lastUsedAt', first: 'desc', ascending: 'Longest unused', descending: 'Last used' },
  { sort: 'timesUsed', first: 'desc', ascending: 'Least used', descending: 'Most used' },
  { sort: 'status', first: 'asc', ascending: 'Disabled first', descending: 'Enabled first' },
];

/** The direction that a click on the head of `sort` leads to. */
export function nextDirection(filter: KeyFilter, sort: KeyFilter['sort']): KeyFilter['direction'] {
  if (filter.sort === sort) return filter.direction === 'asc' ? 'desc' : 'asc';
  return SORTS.find((each) => each.sort === sort)?.first ?? 'asc';
}
