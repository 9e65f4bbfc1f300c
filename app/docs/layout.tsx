import type { ReactNode } from 'react';
import { Mark } from '@/components/layout/mark';
import { ThemeMenu } from '@/components/layout/theme-menu';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';

/** Public pages, for developers who have a key but no access to the console. They contain no data of an account. */
export default function DocsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-dvh">
      <header className="sticky top-0 z-30 flex h-14 items-center gap-3 border-b bg-card px-3.5 sm:px-5.5">
        <a
          href="#main"
          className="absolute top-2 left-2 z-50 -translate-y-24 rounded-control border bg-card px-3 py-2 font-medium shadow-float focus-visible:translate-y-0"
        >
          Skip to the page
        </a>
        <Link href={routes.errorCodes()} className="flex items-center gap-2.5 rounded-[6px] font-semibold">
          <Mark className="size-5" />
          <span className="tracking-tight">Postern</span>
        </Link>
        <div className="ml-auto flex items-center gap-2 sm:gap-3">
          <ThemeMenu />
          <Button asChild size="small">
            <Link href={routes.overview()} prefetch={false}>
              Open the console
            </Link>
          </Button>
        </div>
      </header>
      <div className="mx-auto flex max-w-200">{children}</div>
    </div>
  );
}
