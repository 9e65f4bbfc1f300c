'use client';

import { Columns3 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { onDemand } from '@/components/ui/on-demand';
import { KEY_TYPE_NAMES } from '../../_shared/key-labels';
import type { ColumnsMenuProps } from './columns-menu';
import { FilterChip } from './filter-chip';
import { SearchBox } from './search-box';
import { SortSelect } from './sorting';

const ColumnsMenu = onDemand<ColumnsMenuProps>('menu', async () => (await import('./columns-menu')).ColumnsMenu);

const STATUSES = [
  { value: 'current', label: 'Any but deleted' },
  { value: 'enabled', label: 'Enabled' },
  { value: 'disabled', label: 'Disabled' },
  { value: 'expired', label: 'Expired' },
  { value: 'deleted', label: 'Deleted' },
  { value: 'any', label: 'Any, including deleted' },
] as const;
const RESTRICTIONS = [
  { value: undefined, label: 'Any' },
  { value: 'none', label: 'Any address' },
  { value: 'allow', label: 'Allow-list' },
  { value: 'block', label: 'Block-list' },
  { value: 'lock', label: 'Lock on first IP' },
] as const;
const KINDS = [
  { value: undefined, label: 'Any kind' },
  { value: 'auth', label: KEY_TYPE_NAMES.auth },
  { value: 'basic', label: KEY_TYPE_NAMES.basic },
  { value: 'hmac', label: KEY_TYPE_NAMES.hmac },
] as const;
const ENVIRONMENT_CHOICES = [
  { value: undefined, label: 'Live and test' },
  { value: 'live', label: 'Live' },
  { value: 'test', label: 'Test' },
] as const;

/** Filters, order and columns of the list. The filters are in the address, so that a view can be bookmarked and shared. */
export function KeyFilters({ hidden }: ColumnsMenuProps) {
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2" aria-label="Filter keys">
      <SearchBox />
      <FilterChip name="type" label="Kind" choices={KINDS} />
      <FilterChip name="status" label="Status" choices={STATUSES} />
      <FilterChip name="environment" label="Environment" choices={ENVIRONMENT_CHOICES} />
      <FilterChip name="restriction" label="Restriction" choices={RESTRICTIONS} />
      <div className="flex gap-2 sm:ml-auto">
        <SortSelect />
        <ColumnsMenu
          hidden={hidden}
          trigger={
            <Button className="px-3! font-normal! max-sm:hidden">
              <Columns3 aria-hidden strokeWidth={1.75} /> Columns
            </Button>
          }
        />
      </div>
    </search>
  );
}
