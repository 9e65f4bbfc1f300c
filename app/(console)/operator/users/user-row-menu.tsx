'use client';

import { onDemand } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { UserMenuProps } from './user-menu';

const Menu = onDemand<UserMenuProps>('menu', async () => (await import('./user-menu')).UserMenu);

/** The operator's actions on one user. */
export function UserRowMenu({ user: { username, email, twoFactor, disabled }, own }: UserMenuProps) {
  // A row contains more fields than the menu needs.
  const user = { username, email, twoFactor, disabled };
  return <Menu user={user} own={own} trigger={<RowMenuButton name={username} />} />;
}
