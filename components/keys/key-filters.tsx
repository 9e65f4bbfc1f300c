import type { ReactNode } from 'react';
import { FilterChip } from './filter-chip';
import { KIND_NAMES } from './kinds';
import { SearchBox } from './search-box';

const STATUSES = [
  { value: 'current', label: 'Any but deleted' },
  { value: 'enabled', label: 'Enabled' },
  { value: 'disabled', label: 'Disabled' },
  { value: 'expired', label: 'Expired' },
  { value: 'deleted', label: 'Deleted' },
  { value: 'any', label: 'Any, deleted too' },
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
  { value: 'auth', label: KIND_NAMES.auth },
  { value: 'basic', label: KIND_NAMES.basic },
  { value: 'hmac', label: KIND_NAMES.hmac },
] as const;
const MODES = [
  { value: undefined, label: 'Live and test' },
  { value: 'live', label: 'Live' },
  { value: 'test', label: 'Test' },
] as const;

/** What narrows the list. It all lives in the address, so that a view can be kept, shared and gone back to. */
export function KeyFilters({ children }: { children: ReactNode }) {
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2" aria-label="Filter keys">
      <SearchBox />
      <FilterChip name="type" label="Kind" choices={KINDS} />
      <FilterChip name="status" label="Status" choices={STATUSES} />
      <FilterChip name="mode" label="Live/test" choices={MODES} />
      <FilterChip name="restriction" label="Restriction" choices={RESTRICTIONS} />
      <div className="flex gap-2 sm:ml-auto">{children}</div>
    </search>
  );
}
