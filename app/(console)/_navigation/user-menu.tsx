'use client';

import { ArrowRightLeft, LogOut, UserRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { callAction, reportFailure } from '@/components/form/call-action';
import { DropdownMenuItem, DropdownMenuSeparator, OpenMenu } from '@/components/ui/dropdown-menu';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import { signOutAction, switchAccountAction } from '../actions';
import { notifyAccountSwitch } from './account-sync';

export type UserMenuProps = {
  username: string;
  email: string;
  role: string;
  accountName: string;
  /** Accounts that the user can switch to. */
  otherAccounts: { id: string; name: string }[];
};

/** The signed-in user, the current account, the other accounts, the profile and the sign-out. */
export function UserMenu(props: UserMenuProps & { trigger: ReactElement }) {
  const { trigger, username, email, role, accountName, otherAccounts } = props;
  return (
    <OpenMenu trigger={trigger} className="w-64">
      <div className="px-2.5 py-2">
        <p className="truncate font-medium">{username}</p>
        <p className="truncate text-soft">{email}</p>
        <p className="mt-2 truncate text-small text-soft">
          {role} of <span className="font-medium text-ink">{accountName}</span>
        </p>
      </div>
      <DropdownMenuSeparator />
      {otherAccounts.length > 0 && <SwitchAccount accounts={otherAccounts} />}
      <DropdownMenuItem asChild>
        <Link href={routes.profile()}>
          <UserRound aria-hidden strokeWidth={1.75} /> Your profile
        </Link>
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => signOutAction()}>
        <LogOut aria-hidden strokeWidth={1.75} /> Sign out
      </DropdownMenuItem>
    </OpenMenu>
  );
}

function SwitchAccount({ accounts }: { accounts: UserMenuProps['otherAccounts'] }) {
  async function choose(accountId: string, name: string) {
    const result = await callAction(() => switchAccountAction({ accountId }));
    if (!result.ok) {
      reportFailure(`You have not switched to ${name}`, result.error);
      return;
    }
    notifyAccountSwitch();
    // A full page load, so that no data of the other account stays.
    window.location.assign(routes.overview());
  }

  return (
    <>
      <div className="max-h-72 overflow-y-auto">
        {accounts.map(({ id, name }) => (
          <DropdownMenuItem key={id} onSelect={() => choose(id, name)} title={name}>
            <ArrowRightLeft aria-hidden className="shrink-0" strokeWidth={1.75} />
            <span className="truncate">Switch to {name}</span>
          </DropdownMenuItem>
        ))}
      </div>
      <DropdownMenuSeparator />
    </>
  );
}
