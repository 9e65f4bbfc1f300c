'use client';

import { Search, X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { routes } from '@/lib/routes';

/** Searches by name and address. The search lives in the page's address, so that a view can be kept and shared. */
export function MemberSearch({ search }: { search: string }) {
  const router = useRouter();

  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get('search') ?? '').trim();
    router.push(routes.members({ search: wanted }));
  }

  return (
    <search aria-label="Filter members" className="mb-3">
      {/* A new address makes a new form, so that its field follows the address. */}
      <form key={search} onSubmit={apply} className="flex flex-wrap items-center gap-2">
        <div className="relative w-full sm:w-72">
          <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-soft" strokeWidth={1.75} />
          <Input
            name="search"
            type="search"
            aria-label="Search members"
            placeholder="Name or e-mail address"
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            defaultValue={search}
            className="h-9! pl-9"
          />
        </div>
        {search && (
          <Button asChild look="quiet">
            <Link href={routes.members()}>
              <X aria-hidden strokeWidth={1.75} /> Clear
            </Link>
          </Button>
        )}
      </form>
    </search>
  );
}
