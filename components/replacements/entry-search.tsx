'use client';

import { FilterForm, FilterSearch } from '@/components/form/filter-form';
import { routes } from '@/lib/routes';

/** Searches what is looked for and what comes instead. */
export function EntrySearch({ search }: { search: string }) {
  return (
    <FilterForm values={{ search }} address={routes.autoReplace}>
      <FilterSearch
        name="search"
        label="Search the table"
        placeholder="Character or word"
        maxLength={100}
        defaultValue={search}
      />
    </FilterForm>
  );
}
