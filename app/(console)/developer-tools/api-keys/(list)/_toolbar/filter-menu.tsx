'use client';

import type { ReactElement } from 'react';
import { DropdownMenuRadioGroup, DropdownMenuRadioItem, OpenMenu } from '@/components/ui/dropdown-menu';
import { useKeyList } from '../key-list-provider';
import type { FilterChipProps } from './filter-chip';

/** Radix needs a text for each choice; no filter has this value. */
const NONE = '-';

export function FilterMenu({ name, choices, trigger }: FilterChipProps & { trigger: ReactElement }) {
  const { filter, addressWith, go } = useKeyList();
  return (
    <OpenMenu trigger={trigger} align="start">
      <DropdownMenuRadioGroup
        value={filter[name] ?? NONE}
        onValueChange={(value) => go(addressWith({ [name]: value === NONE ? undefined : value }))}
      >
        {choices.map(({ value, label }) => (
          <DropdownMenuRadioItem key={label} value={value ?? NONE}>
            {label}
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuRadioGroup>
    </OpenMenu>
  );
}
