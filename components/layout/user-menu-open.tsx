'use client';

import { LogOut, UserRound } from 'lucide-react';
import Link from 'next/link';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { routes } from '@/lib/routes';
import { SwitchAccount } from './switch-account';
import { UserButton } from './user-button';
import type { UserMenuProps } from './user-menu';

/** Who is signed in, in which account, and the way out. */
export function UserMenuOpen(props: UserMenuProps) {
  const { username, email, role, accountName, otherAccounts, switchAccount, signOut } = props;
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <UserButton username={username} />
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-64">
        <div className="px-2.5 py-2">
          <p className="truncate font-medium">{username}</p>
          <p className="truncate text-soft">{email}</p>
          <p className="mt-2 truncate text-small text-soft">
            {role} of <span className="font-medium text-ink">{accountName}</span>
          </p>
        </div>
        <DropdownMenuSeparator />
        <SwitchAccount accounts={otherAccounts} switchAccount={switchAccount} />
        <DropdownMenuItem asChild>
          <Link href={routes.profile()}>
            <UserRound aria-hidden strokeWidth={1.75} /> Your profile
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => signOut()}>
          <LogOut aria-hidden strokeWidth={1.75} /> Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
