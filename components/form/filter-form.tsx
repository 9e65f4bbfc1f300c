'use client';

import { Search, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useId } from 'react';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';
import { Link } from '@/components/ui/link';
import { BETWEEN } from './period-filter';

/** The class of selects in a filter: two of them fit next to each other on a phone. */
export const HALF = 'max-sm:grow max-sm:basis-2/5';

type FilterFormProps = {
  /** The filter of the address, by the names of the fields. */
  values: Record<string, string | undefined>;
  address: (values?: Record<string, string | undefined>) => string;
  children: ReactNode;
};

/** The filters of a list. They are in the address, so that a view can be bookmarked and shared. */
export function FilterForm({ values, address, children }: FilterFormProps) {
  const router = useRouter();

  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]);
    const { since, from, to, ...rest } = Object.fromEntries(fields) as Record<string, string>;
    const period = since === BETWEEN ? { from: from ?? '', to: to ?? '' } : { since: since ?? '' };
    router.push(address({ ...rest, ...period }));
  }

  return (
    // The key makes a new form for each address, so that the fields follow the address.
    <form
      key={JSON.stringify(values)}
      onSubmit={apply}
      onChange={(event) => {
        if (event.target instanceof HTMLSelectElement) event.currentTarget.requestSubmit();
      }}
      className="mb-3 flex flex-wrap items-start gap-2"
    >
      {children}
      {Object.values(values).some(Boolean) && (
        <Button asChild variant="quiet">
          <Link href={address()}>
            <X aria-hidden strokeWidth={1.75} /> Clear
          </Link>
        </Button>
      )}
    </form>
  );
}

type FilterSearchProps = {
  name: string;
  label: string;
  placeholder: string;
  defaultValue: string | undefined;
  maxLength?: number;
  /** The error of an invalid value. */
  problem?: string;
};

/** A search field, submitted with Enter. */
export function FilterSearch({ label, problem, ...props }: FilterSearchProps) {
  const problemId = useId();
  return (
    <div className="w-full sm:w-64">
      <div className="relative">
        <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-soft" strokeWidth={1.75} />
        <Input
          type="search"
          aria-label={label}
          autoComplete="off"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? problemId : undefined}
          className="h-9! pl-9"
          {...props}
        />
      </div>
      {problem && (
        <p id={problemId} className="mt-1 text-small text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}

type KeySelectProps = { value: string | undefined; keys: { id: string; name: string }[] };

/** Filters by key. */
export function KeySelect({ value, keys }: KeySelectProps) {
  return (
    <Select name="key" aria-label="Key" defaultValue={value ?? ''} className={`max-w-56 ${HALF}`}>
      <option value="">Any key</option>
      {keys.map((key) => (
        <option key={key.id} value={key.id}>
          {key.name}
        </option>
      ))}
    </Select>
  );
}
