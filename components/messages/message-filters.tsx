'use client';

import { Search, X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { BETWEEN, PeriodFilter } from '@/components/form/period-filter';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';
import { STATUS_GROUP_NAMES } from '@/lib/messages/status-groups';
import type { Period } from '@/lib/period';
import { routes } from '@/lib/routes';

export type MessageFilterValues = { status?: string; key?: string; search?: string } & Period;

// Two of them stand side by side on a phone.
const select = 'max-sm:grow max-sm:basis-2/5';

type MessageFiltersProps = {
  values: MessageFilterValues;
  keys: { id: string; name: string }[];
};

/** Filters live in the address, so that a view can be kept and shared. */
export function MessageFilters({ values, keys }: MessageFiltersProps) {
  const router = useRouter();
  const filtered = Object.values(values).some(Boolean);

  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const since = text('since');
    const period = since === BETWEEN ? { from: text('from'), to: text('to') } : { since };
    router.push(routes.messages({ status: text('status'), key: text('key'), search: text('search'), ...period }));
  }

  return (
    // A new address makes a new form, so that its fields follow the address and not the other way round.
    <form
      key={JSON.stringify(values)}
      onSubmit={apply}
      onChange={(event) => {
        if (event.target instanceof HTMLSelectElement) event.currentTarget.requestSubmit();
      }}
      className="mb-3 flex flex-wrap items-start gap-2"
    >
      <div className="relative w-full sm:w-72">
        <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-soft" strokeWidth={1.75} />
        <Input
          name="search"
          type="search"
          aria-label="Recipient, reference or id"
          placeholder="Recipient, reference or id"
          defaultValue={values.search}
          className="h-9! pl-9"
        />
      </div>
      <Select name="status" aria-label="Status" defaultValue={values.status ?? ''} className={select}>
        <option value="">Any status</option>
        {STATUS_GROUP_NAMES.map((group) => (
          <option key={group} value={group}>
            {group.charAt(0).toUpperCase() + group.slice(1)}
          </option>
        ))}
      </Select>
      <Select name="key" aria-label="Key" defaultValue={values.key ?? ''} className={`max-w-56 ${select}`}>
        <option value="">Any key</option>
        {keys.map((key) => (
          <option key={key.id} value={key.id}>
            {key.name}
          </option>
        ))}
      </Select>
      <PeriodFilter since={values.since} from={values.from} to={values.to} className={select} />
      {filtered && (
        <Button asChild look="quiet">
          <Link href={routes.messages()}>
            <X aria-hidden strokeWidth={1.75} /> Clear
          </Link>
        </Button>
      )}
    </form>
  );
}
