'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Select } from '@/components/ui/input';
import { Th } from '@/components/ui/table';
import type { KeyFilter } from '@/lib/keys/schema';
import { ListLink, useKeyList } from '../key-list-provider';

type Sort = {
  sort: KeyFilter['sort'];
  /** The direction of the first click on the column head. */
  first: KeyFilter['direction'];
  ascending: string;
  descending: string;
};

/** The sort orders of the list with their labels. */
const SORTS: readonly Sort[] = [
  { sort: 'createdAt', first: 'desc', ascending: 'Oldest first', descending: 'Newest first' },
  { sort: 'name', first: 'asc', ascending: 'Name A–Z', descending: 'Name Z–A' },
  { sort: 'type', first: 'asc', ascending: 'Auth keys first', descending: 'HMAC first' },
  { sort: 'createdBy', first: 'asc', ascending: 'Username A–Z', descending: 'Username Z–A' },
  { sort: 'lastUsedAt', first: 'desc', ascending: 'Longest unused', descending: 'Last used' },
  { sort: 'timesUsed', first: 'desc', ascending: 'Least used', descending: 'Most used' },
  { sort: 'status', first: 'asc', ascending: 'Disabled first', descending: 'Enabled first' },
];

/** Returns the direction of the next click on the head of `sort`. */
function nextDirection(filter: KeyFilter, sort: KeyFilter['sort']): KeyFilter['direction'] {
  if (filter.sort === sort) return filter.direction === 'asc' ? 'desc' : 'asc';
  return SORTS.find((each) => each.sort === sort)?.first ?? 'asc';
}

type SortHeadProps = { sort: KeyFilter['sort']; className?: string; children: ReactNode };

/** A column head that sorts the list, and reverses the order when it is clicked again. */
export function SortHead({ sort, className, children }: SortHeadProps) {
  const { filter } = useKeyList();
  const sorted = filter.sort === sort;
  const Arrow = filter.direction === 'asc' ? ArrowUp : ArrowDown;
  return (
    <Th
      aria-sort={sorted ? (filter.direction === 'asc' ? 'ascending' : 'descending') : undefined}
      className={cn(className, sorted && 'text-ink')}
    >
      <ListLink
        changes={{ sort, direction: nextDirection(filter, sort) }}
        className="relative inline-flex items-center gap-1 rounded-[4px] before:absolute before:-inset-2 hover:text-ink"
      >
        {children}
        {sorted && <Arrow aria-hidden className="size-3.5" strokeWidth={1.75} />}
      </ListLink>
    </Th>
  );
}

/** The order of the list where not all column heads are shown: for cards and narrow tables. */
export function SortSelect() {
  const { filter, addressWith, go } = useKeyList();
  return (
    <Select
      aria-label="Sort by"
      className="2xl:hidden"
      value={`${filter.sort} ${filter.direction}`}
      onChange={(event) => {
        const [sort, direction] = event.target.value.split(' ');
        go(addressWith({ sort: sort as KeyFilter['sort'], direction: direction as KeyFilter['direction'] }));
      }}
    >
      {SORTS.map(({ sort, first, ascending, descending }) => {
        const options = [
          { direction: 'asc', label: ascending },
          { direction: 'desc', label: descending },
        ];
        return (first === 'asc' ? options : options.toReversed()).map(({ direction, label }) => (
          <option key={`${sort} ${direction}`} value={`${sort} ${direction}`}>
            {label}
          </option>
        ));
      })}
    </Select>
  );
}
