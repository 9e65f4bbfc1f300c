'use client';

import { Search, X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useId } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { BETWEEN } from './period-filter';

/** For selects of a filter: two of them stand side by side on a phone. */
export const HALF = 'max-sm:grow max-sm:basis-2/5';

type FilterFormProps = {
  /** What the address asks for, by the names of the fields. */
  values: Record<string, string | undefined>;
  address: (values?: Record<string, string | undefined>) => string;
  children: ReactNode;
};

/** Filters above a list. They live in the address, so that a view can be kept and shared. */
export function FilterForm({ values, address, children }: FilterFormProps) {
  const router = useRouter();

  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]);
    const { since, from, to, ...wanted } = Object.fromEntries(given) as Record<string, string>;
    const period = since === BETWEEN ? { from: from ?? '', to: to ?? '' } : { since: since ?? '' };
    router.push(address({ ...wanted, ...period }));
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
      {children}
      {Object.values(values).some(Boolean) && (
        <Button asChild look="quiet">
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
  /** Why it cannot be searched for. */
  problem?: string;
};

/** What is searched for by Enter. */
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
