'use client';

import { FilterForm, FilterSearch, HALF, KeySelect } from '@/components/form/filter-form';
import { PeriodFilter } from '@/components/form/period-filter';
import { Select } from '@/components/ui/input';
import type { Period } from '@/lib/base/period';
import { routes } from '@/lib/base/routes';
import { REFUSAL_CODES } from '@/lib/problems/catalogue';

export type RefusalFilterValues = { key?: string; code?: string; address?: string } & Period;

type RefusalFiltersProps = {
  values: RefusalFilterValues;
  keys: { id: string; name: string }[];
  /** The error if the address is not valid. */
  addressProblem?: string;
};

export function RefusalFilters({ values, keys, addressProblem }: RefusalFiltersProps) {
  return (
    <FilterForm values={values} address={routes.refusals}>
      <FilterSearch
        name="address"
        label="Address"
        placeholder="Address, such as 203.0.113.9"
        maxLength={100}
        defaultValue={values.address}
        problem={addressProblem}
      />
      <Select name="code" aria-label="Reason" defaultValue={values.code ?? ''} className={`max-w-64 ${HALF}`}>
        <option value="">Any reason</option>
        {REFUSAL_CODES.map((code) => (
          <option key={code} value={code}>
            {code}
          </option>
        ))}
      </Select>
      <KeySelect value={values.key} keys={keys} />
      <PeriodFilter since={values.since} from={values.from} to={values.to} className={HALF} />
    </FilterForm>
  );
}
