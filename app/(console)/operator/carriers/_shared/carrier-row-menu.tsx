'use client';

import { onDemand } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { CarrierMenuProps } from './carrier-menu';

const Menu = onDemand<CarrierMenuProps>('menu', async () => (await import('./carrier-menu')).CarrierMenu);

/** The operator's actions on one carrier. */
export function CarrierRowMenu({ carrier: { name, kind, state } }: CarrierMenuProps) {
  // A row contains more fields than the menu needs.
  return <Menu carrier={{ name, kind, state }} trigger={<RowMenuButton name={name} />} />;
}
