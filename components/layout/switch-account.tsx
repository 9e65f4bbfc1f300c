'use client';

import { ArrowRightLeft } from 'lucide-react';
import { callAction, reportFailure } from '@/components/form/report-failure';
import { DropdownMenuItem, DropdownMenuSeparator } from '@/components/ui/dropdown-menu';
import { routes } from '@/lib/routes';
import { tellOtherTabs } from './account-tabs';
import type { UserMenuProps } from './user-menu';

type SwitchAccountProps = {
  accounts: UserMenuProps['otherAccounts'];
  switchAccount: UserMenuProps['switchAccount'];
};

/** The other accounts of the signed-in person. */
export function SwitchAccount({ accounts, switchAccount }: SwitchAccountProps) {
  if (accounts.length === 0) return null;

  async function choose(accountId: string, name: string) {
    const result = await callAction(() => switchAccount({ accountId }));
    if (!result.ok) {
      reportFailure(`You have not switched to ${name}`, result.error);
      return;
    }
    tellOtherTabs();
    // A whole new page, so that nothing of the other account stays.
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
