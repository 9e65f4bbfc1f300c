'use client';

import { Search, X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';
import { routes } from '@/lib/routes';

const ADDRESSES = { accounts: routes.operatorAccounts, requests: routes.operatorRequests };

type ListFiltersProps = {
  list: keyof typeof ADDRESSES;
  /** What is searched for; left out where there is nothing to search. */
  search?: string;
  /** The state asked for, and those there are, with the words for any. */
  state: string | undefined;
  states: { any: string; names: Record<string, string> };
};

/** Filters of the operator's lists. They live in the address, so that a view can be kept and shared. */
export function ListFilters({ list, search, state, states }: ListFiltersProps) {
  const router = useRouter();
  const address = ADDRESSES[list];

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
            aria-label="Search accounts"
            placeholder="Account name"
            autoComplete="off"
            maxLength={100}
            defaultValue={search}
            className="h-9! pl-9"
          />
        </div>
      )}
      <Select name="state" aria-label="State" defaultValue={state ?? ''} className="max-sm:grow">
        <option value="">{states.any}</option>
        {Object.entries(states.names).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
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
