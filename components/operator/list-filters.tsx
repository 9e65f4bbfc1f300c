'use client';

import { Search, X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';
import { routes } from '@/lib/routes';

const LISTS = {
  accounts: { address: routes.operatorAccounts, label: 'Search accounts', placeholder: 'Account name' },
  requests: { address: routes.operatorRequests, label: undefined, placeholder: undefined },
  senders: { address: routes.operatorSenderIds, label: undefined, placeholder: undefined },
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

/** Filters of the operator's lists. They live in the address, so that a view can be kept and shared. */
export function ListFilters({ list, search, state, states }: ListFiltersProps) {
  const router = useRouter();
  const { address, label, placeholder } = LISTS[list];

  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    router.push(address({ search: text('search'), state: text('state') }));
  }

  return (
    // A new address makes a new form, so that its fields follow the address and not the other way round.
    <form
      key={JSON.stringify([search, state])}
      onSubmit={apply}
      onChange={(event) => {
        if (event.target instanceof HTMLSelectElement) event.currentTarget.requestSubmit();
      }}
      className="mb-3 flex flex-wrap items-start gap-2"
    >
      {search !== undefined && (
        <div className="relative w-full sm:w-64">
          <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-soft" strokeWidth={1.75} />
          <Input
            name="search"
            type="search"
            aria-label={label}
            placeholder={placeholder}
            autoComplete="off"
            maxLength={100}
            defaultValue={search}
            className="h-9! pl-9"
          />
        </div>
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
      {Boolean(search || state) && (
        <Button asChild look="quiet">
          <Link href={address()}>
            <X aria-hidden strokeWidth={1.75} /> Clear
          </Link>
        </Button>
      )}
    </form>
  );
}
