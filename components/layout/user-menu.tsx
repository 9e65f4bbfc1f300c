'use client';

import { LogOut } from 'lucide-react';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';

export type UserMenuProps = {
  username: string;
  email: string;
  role: string;
  accountName: string;
  signOut: () => Promise<void>;
};

/** Who is signed in, in which account, and the way out. */
export function UserMenu({ username, email, role, accountName, signOut }: UserMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={`User menu of ${username}`}
        data-initials={initials(username)}
        // Drawn by the style sheet: the button is called by its label, not by two letters.
        className="grid size-8 place-items-center rounded-full bg-accent-tint text-[11px] font-semibold text-accent uppercase before:content-[attr(data-initials)]"
      />
      <DropdownMenuContent className="w-64">
        <div className="px-2.5 py-2">
          <p className="truncate font-medium">{username}</p>
          <p className="truncate text-soft">{email}</p>
          <p className="mt-2 truncate text-small text-soft">
            {role} of <span className="font-medium text-ink">{accountName}</span>
          </p>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => signOut()}>
          <LogOut aria-hidden strokeWidth={1.75} /> Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function initials(username: string): string {
  const [first = '', second = ''] = username.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2);
}
