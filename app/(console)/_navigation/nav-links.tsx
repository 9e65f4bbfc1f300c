'use client';

import { usePathname } from 'next/navigation';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { activeItem, isWithin, type NavItem, type Section, useCounts, useSections } from './navigation';

/** The sections, in the top bar. */
export function SectionLinks() {
  const pathname = usePathname();
  const sections = useSections();
  return (
    <nav aria-label="Sections" className="hidden h-full items-stretch gap-5.5 md:flex">
      {sections.map((section) => {
        const active = isWithin(pathname, section.root);
        return (
          <Link
            key={section.root}
            href={section.href}
            aria-current={active ? 'true' : undefined}
            className={cn(
              'relative flex items-center rounded-[6px] transition-colors duration-150 hover:text-ink',
              active
                ? 'font-medium text-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:bg-accent'
                : 'text-soft',
            )}
          >
            {section.label}
            <WaitingCount of={section.counts} className="ml-1.5" />
          </Link>
        );
      })}
    </nav>
  );
}

/** The items of the section at `root`, left of the page from 768 px on. */
export function Sidebar({ root }: { root: string }) {
  const section = useSections().find((candidate) => candidate.root === root);
  if (!section) return null;
  return (
    <aside className="sticky top-14 hidden h-[calc(100dvh-56px)] w-54 shrink-0 overflow-y-auto border-r px-3 py-5 md:block">
      <nav aria-label={section.label}>
        <p className="px-2.5 pt-1 pb-3 text-small text-soft">{section.label}</p>
        <ItemLinks items={section.items} />
      </nav>
    </aside>
  );
}

/** The items of a section, in the sidebar and in the sheet. */
export function ItemLinks({ items, onNavigate }: { items: NavItem[]; onNavigate?: () => void }) {
  const current = activeItem(usePathname(), items);
  return (
    <ul className="space-y-0.5">
      {items.map(({ label, href, icon: Icon, counts }) => {
        const active = href === current;
        return (
          <li key={href}>
            <Link
              href={href}
              onClick={onNavigate}
              aria-current={active ? 'page' : undefined}
              className={cn(
                'flex h-9 items-center gap-2.5 rounded-control px-2.5 transition-colors duration-150 hover:bg-hover hover:text-ink',
                active ? 'bg-hover font-medium text-ink' : 'text-soft',
              )}
            >
              <Icon aria-hidden className={cn('size-4', active && 'text-accent')} strokeWidth={1.75} />
              {label}
              {/* Hidden in the sidebar: the top bar next to it shows the count. */}
              <WaitingCount of={counts} className="ml-auto md:hidden" />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The highest count that is shown as a number. The server counts up to one more. */
const MAX_COUNT = 9;

function WaitingCount({ of = [], className }: { of: Section['counts']; className: string }) {
  const counts = useCounts();
  const count = of.reduce((sum, counted) => sum + counts[counted], 0);
  if (count === 0) return null;
  return (
    <span
      className={cn(
        'min-w-5 rounded-full bg-wait-tint px-1.5 py-0.5 text-center text-small font-medium text-wait tabular-nums',
        className,
      )}
    >
      {count > MAX_COUNT ? `${MAX_COUNT}+` : count}
      <span className="sr-only"> waiting</span>
    </span>
  );
}
