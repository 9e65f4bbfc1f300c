'use client';

import { type LucideIcon, X } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { onDemand } from '@/components/ui/on-demand';

const Menu = onDemand<FilterChipProps>('menu', async () => (await import('./filter-menu')).FilterMenu);

export type FilterChipProps = {
  name: string;
  label: string;
  icon: LucideIcon;
  choices: readonly { value: string; label: string }[];
  /** The filter of the address. */
  values: Record<string, string | undefined>;
  address: (values: Record<string, string | undefined>) => string;
};

/** One filter with its menu. When it is active, it is highlighted, shows its value and has a button to clear it. */
export function FilterChip(props: FilterChipProps) {
  const { name, label, values, address } = props;
  return (
    <span className="inline-flex">
      <Menu {...props} trigger={<ChipButton {...props} />} />
      {values[name] && (
        <Link
          href={address({ ...values, [name]: undefined })}
          aria-label={`Clear ${label}`}
          className="inline-flex h-9 w-8 items-center justify-center rounded-r-control bg-accent-tint pr-1 text-accent hover:text-ink"
        >
          <X aria-hidden className="size-3.5" strokeWidth={2} />
        </Link>
      )}
    </span>
  );
}

type ChipButtonProps = FilterChipProps & Omit<ComponentProps<typeof Button>, 'name' | 'values'>;

function ChipButton({ name, label, icon: Icon, choices, values, address: _, className, ...props }: ChipButtonProps) {
  const chosen = values[name];
  const shown = choices.find(({ value }) => value === chosen);
  return (
    <Button
      {...props}
      className={cn(
        'px-3! font-normal!',
        chosen && 'rounded-r-none! border-transparent! bg-accent-tint! pr-1! text-accent!',
        className,
      )}
    >
      <Icon aria-hidden strokeWidth={1.75} />
      <span className="max-w-48 truncate">{chosen ? `${label}: ${shown?.label ?? 'removed'}` : label}</span>
    </Button>
  );
}
