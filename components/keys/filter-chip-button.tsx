'use client';

import { CircleDot, FlaskConical, ListFilter, Shield } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { KeyFilter } from '@/lib/keys/schema';
import { useKeyList } from './key-list-provider';
import { DEFAULT_FILTER } from './list-address';

const ICONS = { type: ListFilter, status: CircleDot, mode: FlaskConical, restriction: Shield };
type FilterName = keyof typeof ICONS;

export type FilterChipProps = {
  name: FilterName;
  label: string;
  choices: readonly { value: KeyFilter[FilterName]; label: string }[];
};

type FilterChipButtonProps = FilterChipProps & Omit<ComponentProps<typeof Button>, 'name'>;

export function FilterChipButton({ name, label, choices, className, ...props }: FilterChipButtonProps) {
  const { filter } = useKeyList();
  const Icon = ICONS[name];
  const active = filter[name] !== DEFAULT_FILTER[name];
  const chosen = choices.find(({ value }) => value === filter[name]);
  return (
    <Button
      {...props}
      className={cn(
        'px-3! font-normal!',
        active && 'rounded-r-none! border-transparent! bg-accent-tint! pr-1! text-accent!',
        className,
      )}
    >
      <Icon aria-hidden strokeWidth={1.75} />
      {active ? `${label}: ${chosen?.label}` : label}
    </Button>
  );
}
