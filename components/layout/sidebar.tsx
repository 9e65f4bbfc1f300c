'use client';

import { ItemLinks } from './nav-links';
import { useSections } from './sections';

/** The items of the section that lives at `root`, left of the page from 768 px on. */
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
