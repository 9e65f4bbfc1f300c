'use client';

import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { FilterChipButton, type FilterChipProps } from './filter-chip-button';
import { useKeyList } from './key-list-provider';

/** Radix wants text for every choice; no filter has this one. */
const NONE = '-';

export function FilterChipOpen(props: FilterChipProps) {
  const { name, choices } = props;
  const { filter, addressWith, go } = useKeyList();
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <FilterChipButton {...props} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
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
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
