'use client';

import { useEffect, useState } from 'react';
import { cn } from '@/components/ui/cn';

type SectionNavProps = { sections: { id: string; title: string }[] };

/** The links to the sections of the page, with the current one highlighted. */
export function SectionNav({ sections }: SectionNavProps) {
  const current = useCurrentSection(sections);
  return (
    <nav aria-label="On this page" className="sticky top-20 hidden h-fit w-36 shrink-0 lg:block">
      <p className="mb-2 pl-3 text-small font-medium text-soft">On this page</p>
      <ul className="border-l">
        {sections.map(({ id, title }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              aria-current={current === id ? 'location' : undefined}
              className={cn(
                '-ml-px block border-l-2 py-1 pl-3 transition-colors duration-150 hover:text-ink',
                current === id ? 'border-accent font-medium text-ink' : 'border-transparent text-soft',
              )}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Returns the last section that starts above a third of the window. */
function useCurrentSection(sections: SectionNavProps['sections']): string | undefined {
  const [current, setCurrent] = useState(sections[0]?.id);
  useEffect(() => {
    function update() {
      const line = window.innerHeight / 3;
      const passed = sections.filter(
        ({ id }) => (document.getElementById(id)?.getBoundingClientRect().top ?? 1e9) < line,
      );
      const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
      setCurrent((atEnd ? sections.at(-1) : (passed.at(-1) ?? sections[0]))?.id);
    }
    update();
    window.addEventListener('scroll', update, { passive: true });
    return () => window.removeEventListener('scroll', update);
  }, [sections]);
  return current;
}
