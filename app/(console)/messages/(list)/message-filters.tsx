'use client';

import { FilterForm, FilterSearch, HALF, KeySelect } from '@/components/form/filter-form';
import { PeriodFilter } from '@/components/form/period-filter';
import { Select } from '@/components/ui/input';
import type { Period } from '@/lib/base/period';
import { routes } from '@/lib/base/routes';
import { STATUS_GROUP_NAMES } from '@/lib/messages/status-groups';

export type MessageFilterValues = { status?: string; key?: string; search?: string } & Period;

type MessageFiltersProps = {
  values: MessageFilterValues;
  keys: { id: string; name: string }[];
};

export function MessageFilters({ values, keys }: MessageFiltersProps) {
  return (
    <FilterForm values={values} address={routes.messages}>
      <FilterSearch
        name="search"
        label="Recipient, reference or id"
        placeholder="Recipient, reference or id"
        defaultValue={values.search}
      />
      <Select name="status" aria-label="Status" defaultValue={values.status ?? ''} className={HALF}>
        <option value="">Any status</option>
        {STATUS_GROUP_NAMES.map((group) => (
          <option key={group} value={group}>
            {group.charAt(0).toUpperCase() + group.slice(1)}
          </option>
        ))}
      </Select>
      <KeySelect value={values.key} keys={keys} />
      <PeriodFilter since={values.since} from={values.from} to={values.to} className={HALF} />
    </FilterForm>
  );
}
