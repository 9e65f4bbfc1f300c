'use client';

import { Columns3 } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '@/components/ui/button';
import { OnDemand, overlay } from '@/components/ui/on-demand';
import type { ColumnId } from './columns';
import type { KeyActions } from './key-actions';

export type ColumnsMenuProps = { hidden: ColumnId[]; choose: KeyActions['chooseColumns'] };

const OPEN = overlay<ColumnsMenuProps>(async () => (await import('./columns-menu-open')).ColumnsMenuOpen);

/** Which columns the table has. The server remembers it for this browser, so that the table is never drawn twice. */
export function ColumnsMenu(props: ColumnsMenuProps) {
  return <OnDemand overlay={OPEN} kind="menu" props={props} button={(opener) => <ColumnsButton {...opener} />} />;
}

export function ColumnsButton(props: ComponentProps<typeof Button>) {
  return (
    <Button {...props} className="max-sm:hidden">
      <Columns3 aria-hidden strokeWidth={1.75} /> Columns
    </Button>
  );
}
