'use client';

import { onDemand } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { EndpointMenuProps } from './endpoint-menu';

const Menu = onDemand<EndpointMenuProps>('menu', async () => (await import('./endpoint-menu')).EndpointMenu);

/** The actions on one endpoint. */
export function EndpointRowMenu(props: EndpointMenuProps) {
  return <Menu {...props} trigger={<RowMenuButton name={props.endpoint.name} />} />;
}
