'use client';

import { onDemand } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { KeyMenuProps } from './key-menu';

const Menu = onDemand<KeyMenuProps>('menu', async () => (await import('./key-menu')).KeyMenu);

/** The actions on one key of the list. */
export function KeyRowMenu(props: KeyMenuProps) {
  return <Menu {...props} trigger={<RowMenuButton name={props.name} />} />;
}
