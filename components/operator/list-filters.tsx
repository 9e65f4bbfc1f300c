'use client';

import { FilterForm, FilterSearch } from '@/components/form/filter-form';
import { Select } from '@/components/ui/input';
import { routes } from '@/lib/routes';

const LISTS = {
  accounts: { address: routes.operatorAccounts, label: 'Search accounts', placeholder: 'Account name' },
  requests: { address: routes.operatorRequests, label: '', placeholder: '' },
  senders: { address: routes.operatorSenderIds, label: '', placeholder: '' },
  users: { address: routes.operatorUsers, label: 'Search users', placeholder: 'Name or e-mail address' },
};

type ListFiltersProps = {
  list: keyof typeof LISTS;
  /** What is searched for; left out where there is nothing to search. */
  search?: string;
  /** The state asked for, and those there are, with the words for any; left out where there are none. */
  state?: string | undefined;
  states?: { any: string; names: Record<string, string> };
};

/** Filters of the operator's lists. */
export function ListFilters({ list, search, state, states }: ListFiltersProps) {
  const { address, label, placeholder } = LISTS[list];
  return (
    <FilterForm values={{ search, state }} address={address}>
      {search !== undefined && (
        <FilterSearch name="search" label={label} placeholder={placeholder} maxLength={100} defaultValue={search} />
      )}
      {states && (
        <Select name="state" aria-label="State" defaultValue={state ?? ''} className="max-sm:grow">
          <option value="">{states.any}</option>
          {Object.entries(states.names).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </FilterForm>
  );
}
