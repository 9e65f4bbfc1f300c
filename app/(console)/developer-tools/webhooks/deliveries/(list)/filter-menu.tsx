'use client';

import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { DropdownMenuRadioGroup, DropdownMenuRadioItem, OpenMenu } from '@/components/ui/dropdown-menu';
import type { FilterChipProps } from './filter-chip';

/** Radix needs a text for each choice; no filter has this value. */
const ANY = '-';

export function FilterMenu({ name, choices, values, address, trigger }: FilterChipProps & { trigger: ReactElement }) {
  const router = useRouter();
  return (
    <OpenMenu trigger={trigger} align="start" className="max-h-96 overflow-y-auto">
      <DropdownMenuRadioGroup
        value={values[name] ?? ANY}
        onValueChange={(value) => router.push(address({ ...values, [name]: value === ANY ? undefined : value }))}
      >
        <DropdownMenuRadioItem value={ANY}>Any</DropdownMenuRadioItem>
        {choices.map(({ value, label }) => (
          <DropdownMenuRadioItem key={value} value={value}>
            <span className="max-w-64 truncate">{label}</span>
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuRadioGroup>
    </OpenMenu>
  );
}
