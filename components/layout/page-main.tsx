import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

/** The page's own part, where the skip link leads. `wide` is for tables. */
export function PageMain({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return (
    <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-3.5 py-6 focus-visible:outline-none sm:px-7">
      <div className={cn(wide ? 'mx-auto max-w-400' : 'max-w-content 2xl:mx-auto')}>{children}</div>
    </main>
  );
}
