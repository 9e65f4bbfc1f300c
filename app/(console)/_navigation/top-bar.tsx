'use client';

import { Menu, RadioTower } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Mark } from '@/components/layout/mark';
import { ThemeMenu } from '@/components/layout/theme-menu';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { onDemand } from '@/components/ui/on-demand';
import { routes } from '@/lib/base/routes';
import type { SimulatorNotice } from '@/lib/carriers/simulator-notice';
import { SectionLinks } from './nav-links';
import type { UserMenuProps } from './user-menu';

const PhoneNavigation = onDemand('dialog', async () => (await import('./phone-navigation')).PhoneNavigation);
const SimulatorPopover = onDemand<{ notice: SimulatorNotice }>(
  'dialog',
  async () => (await import('./simulator-notice')).SimulatorPopover,
);
const UserMenu = onDemand<UserMenuProps>('menu', async () => (await import('./user-menu')).UserMenu);

type TopBarProps = {
  simulator: SimulatorNotice | null;
  user: UserMenuProps;
  /** `EUR 12.00`; null while the account's credit is off. */
  balance: string | null;
};

export function TopBar({ simulator, user, balance }: TopBarProps) {
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-3 border-b bg-card px-3.5 sm:px-5.5">
      <a
        href="#main"
        className="absolute top-2 left-2 z-50 -translate-y-24 rounded-control border bg-card px-3 py-2 font-medium shadow-float focus-visible:translate-y-0"
      >
        Skip to the page
      </a>
      <PhoneNavigation
        trigger={
          <Button variant="quiet" size="icon" aria-label="Open navigation" className="-ml-1.5 md:hidden">
            <Menu aria-hidden strokeWidth={1.75} />
          </Button>
        }
      />
      <Link href={routes.overview()} className="mr-6 flex items-center gap-2.5 rounded-[6px] font-semibold">
        <Mark className="size-5" />
        <span className="tracking-tight">Postern</span>
      </Link>
      <SectionLinks />
      <div className="ml-auto flex items-center gap-2 sm:gap-3">
        <span className="hidden max-w-48 truncate text-soft lg:block">{user.accountName}</span>
        {balance !== null && (
          <Link href={routes.credit()} className="rounded-[4px] whitespace-nowrap tabular-nums hover:underline">
            <span className="sr-only">Balance: </span>
            {balance}
          </Link>
        )}
        {simulator && <SimulatorPopover notice={simulator} trigger={<SimulatorBadge notice={simulator} />} />}
        <ThemeMenu />
        <UserMenu {...user} trigger={<UserButton username={user.username} />} />
      </div>
    </header>
  );
}

const BADGES: Record<SimulatorNotice['kind'], { text: string; label: string }> = {
  no_carrier: { text: 'Simulator', label: 'Simulator: no carrier is connected' },
  no_route: { text: 'No route', label: 'No route: live messages are refused' },
  routes: { text: 'Simulator', label: 'Simulator: some live messages are not sent' },
};

/** Shown while live messages have no way to a carrier, so that users do not expect a real SMS. */
function SimulatorBadge({ notice, ...props }: { notice: SimulatorNotice } & ComponentProps<'button'>) {
  const { text, label } = BADGES[notice.kind];
  return (
    <button
      type="button"
      aria-label={label}
      className="relative flex h-6 items-center gap-1.5 rounded-full bg-wait-tint px-2.5 text-small font-medium text-wait before:absolute before:-inset-1"
      {...props}
    >
      <RadioTower aria-hidden className="size-3.5" strokeWidth={1.75} />
      <span className="max-sm:sr-only">{text}</span>
    </button>
  );
}

/** A round button with the initials of the user. */
function UserButton({ username, ...props }: { username: string } & ComponentProps<'button'>) {
  return (
    <button
      type="button"
      aria-label={`User menu of ${username}`}
      data-initials={initials(username)}
      // The style sheet draws the initials, so that the accessible name is the label alone.
      className="grid size-8 place-items-center rounded-full bg-accent-tint text-[11px] font-semibold text-accent uppercase before:content-[attr(data-initials)]"
      {...props}
    />
  );
}

function initials(username: string): string {
  const [first = '', second = ''] = username.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2);
}
