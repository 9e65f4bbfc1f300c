'use client';

import { FilterForm, FilterSearch, HALF } from '@/components/form/filter-form';
import { PeriodFilter } from '@/components/form/period-filter';
import type { Period } from '@/lib/base/period';
import { routes } from '@/lib/base/routes';

export function ReceivedFilters({ values }: { values: { search?: string } & Period }) {
  return (
    <FilterForm values={values} address={routes.received}>
      <FilterSearch
        name="search"
        label="Number, name or words"
        placeholder="Number, name or words"
        maxLength={200}
        defaultValue={values.search}
      />
      <PeriodFilter since={values.since} from={values.from} to={values.to} className={HALF} />
    </FilterForm>
  );
}
