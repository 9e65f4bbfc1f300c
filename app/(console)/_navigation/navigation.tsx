'use client';

import {
  BadgeCheck,
  BookOpen,
  Building2,
  ClipboardCheck,
  Gauge,
  Hash,
  IdCard,
  Inbox,
  KeyRound,
  type LucideIcon,
  RadioTower,
  Replace,
  Route,
  ScrollText,
  Send,
  ShieldAlert,
  ShieldX,
  SlidersHorizontal,
  Tags,
  Users,
  UsersRound,
  Wallet,
  Webhook,
} from 'lucide-react';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Permission } from '@/lib/access/permissions';
import { routes } from '@/lib/base/routes';

/** A permission of the signed-in user; `operator` runs the installation. */
type Right = Permission | 'operator';

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
type Counts = Record<Counted, number>;

/** The sections of the console in the order of the top bar, with the items of their sidebars. */
const SECTIONS: Section[] = [
  { label: 'Overview', href: routes.overview(), root: '/overview', items: [] },
  {
    label: 'Messages',
    href: routes.messages(),
    root: '/messages',
    items: [
      { label: 'Sent', href: routes.messages(), icon: Send },
      { label: 'Received', href: routes.received(), icon: Inbox },
    ],
  },
  {
    label: 'Developer tools',
    href: routes.apiKeys(),
    root: '/developer-tools',
    items: [
      { label: 'API Keys', href: routes.apiKeys(), icon: KeyRound },
      { label: 'Webhooks', href: routes.webhooks(), icon: Webhook },
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
      { label: 'Credit', href: routes.credit(), icon: Wallet },
      { label: 'Limits', href: routes.limits(), icon: Gauge },
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
      { label: 'Carriers', href: routes.operatorCarriers(), icon: RadioTower },
      { label: 'Routes', href: routes.operatorRoutes(), icon: Route },
      { label: 'Prices', href: routes.operatorPrices(), icon: Tags },
      { label: 'Numbers', href: routes.operatorNumbers(), icon: Hash },
      { label: 'Delivery reports', href: routes.operatorReports(), icon: Webhook },
      { label: 'Accounts', href: routes.operatorAccounts(), icon: Building2 },
      { label: 'Users', href: routes.operatorUsers(), icon: UsersRound },
      { label: 'Security events', href: routes.securityEvents(), icon: ShieldAlert },
    ],
  },
];

/** Returns the sections that a user with these rights sees. */
function sectionsFor(rights: readonly Right[]): Section[] {
  const sees = ({ needs }: { needs?: Right }) => needs === undefined || rights.includes(needs);
  return SECTIONS.filter(sees).map((section) => ({ ...section, items: section.items.filter(sees) }));
}

/** Returns the address of the item that `pathname` belongs to: of several, one may be below another. */
export function activeItem(pathname: string, items: readonly NavItem[]): string | undefined {
  const within = items.filter(({ href }) => isWithin(pathname, href));
  return within.sort((a, b) => b.href.length - a.href.length)[0]?.href;
}

/** Returns whether `pathname` is `root` or below it. */
export function isWithin(pathname: string, root: string): boolean {
  return pathname === root || pathname.startsWith(`${root}/`);
}

const NO_COUNTS: Counts = { pendingRequests: 0, pendingSenders: 0 };
const SectionsContext = createContext<Section[]>([]);
const CountsContext = createContext(NO_COUNTS);

type SectionsProviderProps = { rights: readonly Right[]; counts?: Counts; children: ReactNode };

/** Provides the visible sections and the counts to the navigation. */
export function SectionsProvider({ rights, counts = NO_COUNTS, children }: SectionsProviderProps) {
  const sections = useMemo(() => sectionsFor(rights), [rights]);
  return (
    <SectionsContext value={sections}>
      <CountsContext value={counts}>{children}</CountsContext>
    </SectionsContext>
  );
}

/** Returns the sections that the signed-in user sees. */
export function useSections(): Section[] {
  return useContext(SectionsContext);
}

/** Returns the counts shown at the links of the navigation. */
export function useCounts(): Counts {
  return useContext(CountsContext);
}
