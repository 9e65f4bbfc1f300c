import Link from 'next/link';
import { routes } from '@/lib/routes';
import { Mark } from './mark';
import { SectionLinks } from './nav-links';
import { PhoneNavigation } from './phone-navigation';
import { SimulatorBadge } from './simulator-badge';
import { ThemeMenu } from './theme-menu';
import { UserMenu, type UserMenuProps } from './user-menu';

export function TopBar({ simulator, user }: { simulator: boolean; user: UserMenuProps }) {
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-3 border-b bg-card px-3.5 sm:px-5.5">
      <a
        href="#main"
        className="absolute top-2 left-2 z-50 -translate-y-24 rounded-control border bg-card px-3 py-2 font-medium shadow-float focus-visible:translate-y-0"
      >
        Skip to the page
      </a>
      <PhoneNavigation />
      <Link href={routes.overview()} className="mr-6 flex items-center gap-2.5 rounded-[6px] font-semibold">
        <Mark className="size-5" />
        <span className="tracking-tight">Postern</span>
      </Link>
      <SectionLinks />
      <div className="ml-auto flex items-center gap-2 sm:gap-3">
        <span className="hidden max-w-48 truncate text-soft lg:block">{user.accountName}</span>
        {simulator && <SimulatorBadge />}
        <ThemeMenu />
        <UserMenu {...user} />
      </div>
    </header>
  );
}
