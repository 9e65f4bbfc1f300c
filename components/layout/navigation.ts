import { BookOpen, KeyRound, type LucideIcon } from 'lucide-react';
import { routes } from '@/lib/routes';

export type NavItem = { label: string; href: string; icon: LucideIcon };
export type Section = { label: string; href: string; root: string; items: NavItem[] };

/** The console's sections, as they stand in the top bar, with what their sidebar holds. */
export const SECTIONS: Section[] = [
  { label: 'Overview', href: routes.overview(), root: '/overview', items: [] },
  { label: 'Messages', href: routes.messages(), root: '/messages', items: [] },
  {
    label: 'Developer tools',
    href: routes.apiKeys(),
    root: '/developer-tools',
    items: [
      { label: 'API Keys', href: routes.apiKeys(), icon: KeyRound },
      { label: 'API reference', href: routes.apiReference(), icon: BookOpen },
    ],
  },
];

/** Whether `pathname` is `root` or below it. */
export function isWithin(pathname: string, root: string): boolean {
  return pathname === root || pathname.startsWith(`${root}/`);
}
