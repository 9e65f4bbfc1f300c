'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import { UserButton } from './user-button';

export type UserMenuProps = {
  username: string;
  email: string;
  role: string;
  accountName: string;
  signOut: () => Promise<void>;
};

const OPEN = overlay<UserMenuProps>(async () => (await import('./user-menu-open')).UserMenuOpen);

export function UserMenu(props: UserMenuProps) {
  return (
    <OnDemand
      overlay={OPEN}
      kind="menu"
      props={props}
      button={(opener) => <UserButton username={props.username} {...opener} />}
    />
  );
}
