'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Th } from '@/components/ui/table';
import type { KeyFilter } from '@/lib/keys/schema';
import { ListLink, useKeyList } from './key-list-provider';
import { nextDirection } from './sorts';

type SortHeadProps = { sort: KeyFilter['sort']; className?: string; children: ReactNode };

/** A head that sorts the list by its column, and the other way round when clicked again. */
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
