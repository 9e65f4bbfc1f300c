import {
  BadgeCheck,
  BookOpen,
  Building2,
  ClipboardCheck,
  IdCard,
  KeyRound,
  type LucideIcon,
  Replace,
  ScrollText,
  ShieldX,
  SlidersHorizontal,
  Users,
  UsersRound,
} from 'lucide-react';
import type { Permission } from '@/lib/auth/permissions';
import { routes } from '@/lib/routes';

/** A permission of the signed-in user; `operator` runs the installation. */
export type Right = Permission | 'operator';

/** `needs`: the right that shows the link. The server checks it again. */
export type NavItem = { label: string; href: string; icon: LucideIcon; needs?: Right; counts?: Counted[] };
export type Section = {
  label: string;
  href: string;
  root: string;
  items: NavItem[];
  needs?: Right;
  counts?: Counted[];
};

/** Requests that wait for the operator; their number is shown at the link. */
type Counted = 'pendingRequests' | 'pendingSenders';
export type Counts = Record<Counted, number>;

/** The sections of the console in the order of the top bar, with the items of their sidebars. */
const SECTIONS: Section[] = [
  { label: 'Overview', href: routes.overview(), root: '/overview', items: [] },
  { label: 'Messages', href: routes.messages(), root: '/messages', items: [] },
  {
    label: 'Developer tools',
    href: routes.apiKeys(),
    root: '/developer-tools',
    items: [
      { label: 'API Keys', href: routes.apiKeys(), icon: KeyRound },
      { label: 'Auto-replace', href: routes.autoReplace(), icon: Replace, needs: 'replacements:read' },
      { label: 'Sender IDs', href: routes.senderIds(), icon: IdCard },
      { label: 'Refusals', href: routes.refusals(), icon: ShieldX },
      { label: 'API reference', href: routes.apiReference(), icon: BookOpen },
    ],
  },
  {
    label: 'Account',
    href: routes.members(),
    root: '/account',
    items: [
      { label: 'Members', href: routes.members(), icon: Users },
      { label: 'Verification', href: routes.verification(), icon: BadgeCheck, needs: 'verification:request' },
      {
        label: 'Sending defaults',
        href: routes.sendingDefaults(),
        icon: SlidersHorizontal,
        needs: 'account:configure',
      },
      { label: 'Audit log', href: routes.auditLog(), icon: ScrollText, needs: 'audit:read' },
    ],
  },
  {
    label: 'Operator',
    href: routes.operatorRequests(),
    root: '/operator',
    needs: 'operator',
    counts: ['pendingRequests', 'pendingSenders'],
    items: [
      {
        label: 'Verification requests',
        href: routes.operatorRequests(),
        icon: ClipboardCheck,
        counts: ['pendingRequests'],
      },
      { label: 'Sender IDs', href: routes.operatorSenderIds(), icon: IdCard, counts: ['pendingSenders'] },
      { label: 'Accounts', href: routes.operatorAccounts(), icon: Building2 },
      { label: 'Users', href: routes.operatorUsers(), icon: UsersRound },
    ],
  },
];

/** Returns the sections that a user with these rights sees. */
export function sectionsFor(rights: readonly Right[]): Section[] {
  const sees = ({ needs }: { needs?: Right }) => needs === undefined || rights.includes(needs);
  return SECTIONS.filter(sees).map((section) => ({ ...section, items: section.items.filter(sees) }));
}

/** Returns whether `pathname` is `root` or below it. */
export function isWithin(pathname: string, root: string): boolean {
  return pathname === root || pathname.startsWith(`${root}/`);
}
