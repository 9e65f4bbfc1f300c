'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { UserRow } from '@/lib/accounts/directory/queries';
import type { UserActions } from './user-actions';

export type UserRowMenuProps = {
  user: Pick<UserRow, 'username' | 'email' | 'twoFactor' | 'disabled'>;
  /** Whether it is the viewer's own row. */
  own: boolean;
  actions: UserActions;
};

const OPEN = overlay<UserRowMenuProps>(async () => (await import('./user-row-menu-open')).UserRowMenuOpen);

/** What an operator can do to one user. */
export function UserRowMenu({ user: { username, email, twoFactor, disabled }, ...rest }: UserRowMenuProps) {
  return (
    <OnDemand
      overlay={OPEN}
      kind="menu"
      // A row holds more than the menu needs.
      props={{ user: { username, email, twoFactor, disabled }, ...rest }}
      button={(opener) => <RowMenuButton name={username} {...opener} />}
    />
  );
}
