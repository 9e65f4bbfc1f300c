'use client';

import { useOptimistic, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/report-failure';
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { COLUMNS, type ColumnId } from './columns';
import { ColumnsButton } from './columns-button';
import type { KeyActions } from './key-actions';

export type ColumnsMenuProps = { hidden: ColumnId[]; choose: KeyActions['chooseColumns'] };

export function ColumnsMenuOpen({ hidden, choose }: ColumnsMenuProps) {
  const [shown, setShown] = useOptimistic(hidden);
  const [, startTransition] = useTransition();

  function toggle(id: ColumnId) {
    const next = shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id];
    startTransition(async () => {
      setShown(next);
      const result = await callAction(() => choose({ hidden: next }));
      if (!result.ok) reportFailure('The columns stay as they are', result.error);
    });
  }

  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <ColumnsButton />
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-60">
        {COLUMNS.map(({ id, label }) => (
          <DropdownMenuCheckboxItem key={id} checked={!shown.includes(id)} onCheckedChange={() => toggle(id)}>
            {label}
          </DropdownMenuCheckboxItem>
        ))}
        <p className="border-t px-2.5 pt-2 pb-1.5 text-small text-soft">
          Where the window is too narrow for all, some move into the column beside them.
        </p>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
