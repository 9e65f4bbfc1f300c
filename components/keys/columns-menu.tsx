'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import { ColumnsButton } from './columns-button';
import type { ColumnsMenuProps } from './columns-menu-open';

const OPEN = overlay<ColumnsMenuProps>(async () => (await import('./columns-menu-open')).ColumnsMenuOpen);

/** Which columns the table has. The server remembers it for this browser, so that the table is never drawn twice. */
export function ColumnsMenu(props: ColumnsMenuProps) {
  return <OnDemand overlay={OPEN} kind="menu" props={props} button={(opener) => <ColumnsButton {...opener} />} />;
}
