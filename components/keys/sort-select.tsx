'use client';

import { Select } from '@/components/ui/input';
import type { KeyFilter } from '@/lib/keys/schema';
import { useKeyList } from './key-list-provider';
import { SORTS } from './sorts';

/** The order of the list where the heads of the table cannot be clicked: on cards and in narrow tables. */
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
        const ways = [
          { direction: 'asc', label: ascending },
          { direction: 'desc', label: descending },
        ];
        return (first === 'asc' ? ways : ways.toReversed()).map(({ direction, label }) => (
          <option key={`${sort} ${direction}`} value={`${sort} ${direction}`}>
            {label}
          </option>
        ));
      })}
    </Select>
  );
}
