'use client';

import { FilterForm, FilterSearch } from '@/components/form/filter-form';
import { Select } from '@/components/ui/input';
import { routes } from '@/lib/base/routes';
import { SECURITY_EVENT_KINDS, SECURITY_EVENTS } from '@/lib/security/kinds';

export function EventFilters({ values }: { values: { kind?: string | undefined; address?: string | undefined } }) {
  return (
    <FilterForm values={values} address={routes.securityEvents}>
      <FilterSearch
        name="address"
        label="Address"
        placeholder="Address, such as 203.0.113.9"
        maxLength={100}
        defaultValue={values.address}
      />
      <Select name="kind" aria-label="Kind" defaultValue={values.kind ?? ''} className="max-w-64">
        <option value="">Any kind</option>
        {SECURITY_EVENT_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {SECURITY_EVENTS[kind]}
          </option>
        ))}
      </Select>
    </FilterForm>
  );
}
