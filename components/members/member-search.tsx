'use client';

import { FilterForm, FilterSearch } from '@/components/form/filter-form';
import { routes } from '@/lib/routes';

/** Searches by name and address. */
export function MemberSearch({ search }: { search: string }) {
  return (
    <search aria-label="Filter members">
      <FilterForm values={{ search }} address={routes.members}>
        <FilterSearch
          name="search"
          label="Search members"
          placeholder="Name or e-mail address"
          maxLength={100}
          defaultValue={search}
        />
      </FilterForm>
    </search>
  );
}
