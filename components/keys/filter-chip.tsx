'use client';

import { X } from 'lucide-react';
import { OnDemand, overlay } from '@/components/ui/on-demand';
import { FilterChipButton, type FilterChipProps } from './filter-chip-button';
import { ListLink, useKeyList } from './key-list-provider';
import { DEFAULT_FILTER } from './list-address';

const OPEN = overlay<FilterChipProps>(async () => (await import('./filter-chip-open')).FilterChipOpen);

/** One filter: quiet while it filters nothing, else tinted, with what it asks for and a way to clear it. */
export function FilterChip(props: FilterChipProps) {
  const { name, label } = props;
  const { filter } = useKeyList();
  const active = filter[name] !== DEFAULT_FILTER[name];
  return (
    <span className="inline-flex">
      <OnDemand
        overlay={OPEN}
        kind="menu"
        props={props}
        button={(opener) => <FilterChipButton {...props} {...opener} />}
      />
      {active && (
        <ListLink
          changes={{ [name]: DEFAULT_FILTER[name] }}
          aria-label={`Clear ${label}`}
          className="inline-flex h-9 w-8 items-center justify-center rounded-r-control bg-accent-tint pr-1 text-accent hover:text-ink"
        >
          <X aria-hidden className="size-3.5" strokeWidth={2} />
        </ListLink>
      )}
    </span>
  );
}
