'use client';

import { type ReactElement, useOptimistic, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/call-action';
import { DropdownMenuCheckboxItem, OpenMenu } from '@/components/ui/dropdown-menu';
import { chooseColumnsAction } from '../actions';
import { COLUMNS, type ColumnId } from '../columns';

export type ColumnsMenuProps = { hidden: ColumnId[] };

/** Chooses the columns of the table. The choice is a cookie, so that the server renders the table with these columns. */
export function ColumnsMenu({ hidden, trigger }: ColumnsMenuProps & { trigger: ReactElement }) {
  const [current, setCurrent] = useOptimistic(hidden);
  const [, startTransition] = useTransition();

  function toggle(id: ColumnId) {
    const next = current.includes(id) ? current.filter((each) => each !== id) : [...current, id];
    startTransition(async () => {
      setCurrent(next);
      const result = await callAction(() => chooseColumnsAction({ hidden: next }));
      if (!result.ok) reportFailure('The columns were not changed', result.error);
    });
  }

  return (
    <OpenMenu trigger={trigger} className="w-60">
      {COLUMNS.map(({ id, label }) => (
        <DropdownMenuCheckboxItem key={id} checked={!current.includes(id)} onCheckedChange={() => toggle(id)}>
          {label}
        </DropdownMenuCheckboxItem>
      ))}
      <p className="border-t px-2.5 pt-2 pb-1.5 text-small text-soft">
        In a narrow window, some columns are merged with the column next to them.
      </p>
    </OpenMenu>
  );
}
