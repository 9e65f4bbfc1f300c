'use client';

import { CircleDot, FlaskConical, ListFilter, Shield, X } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { onDemand } from '@/components/ui/on-demand';
import type { KeyFilter } from '@/lib/keys/schema';
import { ListLink, useKeyList } from '../key-list-provider';
import { DEFAULT_FILTER } from '../list-address';

const Menu = onDemand<FilterChipProps>('menu', async () => (await import('./filter-menu')).FilterMenu);

const ICONS = { type: ListFilter, status: CircleDot, environment: FlaskConical, restriction: Shield };
type FilterName = keyof typeof ICONS;

export type FilterChipProps = {
  name: FilterName;
  label: string;
  choices: readonly { value: KeyFilter[FilterName]; label: string }[];
};

/** One filter with its menu. When it is active, it is highlighted, shows its value and has a button to clear it. */
export function FilterChip(props: FilterChipProps) {
  const { name, label } = props;
  const { filter } = useKeyList();
  const active = filter[name] !== DEFAULT_FILTER[name];
  return (
    <span className="inline-flex">
      <Menu {...props} trigger={<FilterChipButton {...props} />} />
      {active && (
        <ListLink
          changes={{ [name]: DEFAULT_FILTER[name] }}
          aria-label={`Clear ${label}`}
          className="inline-flex h-9 w-8 items-center justify-center rounded-r-control bg-accent-tint pr-1 text-accent hover:text-ink"
        >
          <X aria-hidden className="size-3.5" strokeWidth={2} />
        </ListLink>
      )}
    </span>
  );
}

type FilterChipButtonProps = FilterChipProps & Omit<ComponentProps<typeof Button>, 'name'>;

function FilterChipButton({ name, label, choices, className, ...props }: FilterChipButtonProps) {
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
