'use client';

import { Select } from '@/components/ui/input';
import { routes } from '@/lib/base/routes';
import { FilterForm, FilterSearch } from './filter-form';

const LISTS = {
  members: { address: routes.members, label: 'Search members', placeholder: 'Name or e-mail address' },
  replacements: { address: routes.autoReplace, label: 'Search the table', placeholder: 'Character or word' },
  accounts: { address: routes.operatorAccounts, label: 'Search accounts', placeholder: 'Account name' },
  requests: { address: routes.operatorRequests, label: '', placeholder: '' },
  senders: { address: routes.operatorSenderIds, label: '', placeholder: '' },
  users: { address: routes.operatorUsers, label: 'Search users', placeholder: 'Name or e-mail address' },
};

type ListFiltersProps = {
  list: keyof typeof LISTS;
  /** The search text; undefined if the list has no search. */
  search?: string;
  /** The selected state, and all states with the label of no selection; undefined if the list has no states. */
  state?: string | undefined;
  states?: { any: string; names: Record<string, string> };
};

/** The search and the state filter of a list. */
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
