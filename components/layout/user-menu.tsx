'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import type { ActionResult } from '@/lib/actions/result';
import { UserButton } from './user-button';

export type UserMenuProps = {
  username: string;
  email: string;
  role: string;
  accountName: string;
  /** Accounts that the person could switch to. */
  otherAccounts: { id: string; name: string }[];
  switchAccount: (input: { accountId: string }) => Promise<ActionResult<void>>;
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
