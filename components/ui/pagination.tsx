import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatCount } from '@/lib/format';
import { Button } from './button';

/** A step to another page: a link, or its pale likeness where there is none. */
export function PageLink({ href, children }: { href: string | null; children: ReactNode }) {
  if (!href) {
    return (
      <Button size="small" disabled>
        {children}
      </Button>
    );
  }
  return (
    <Button asChild size="small">
      <Link href={href}>{children}</Link>
    </Button>
  );
}

type PaginationProps = { page: number; pageSize: number; total: number; hrefOf: (page: number) => string };

/** Counted pages, in the words of the vendors' panels. */
export function Pagination({ page, pageSize, total, hrefOf }: PaginationProps) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const start = (page - 1) * pageSize + 1;
  const end = Math.min(page * pageSize, total);
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-3 px-4 py-2.5">
      <p className="text-[13px] text-soft tabular-nums">
        Page {formatCount(page)} of {formatCount(pages)}, showing {formatCount(end - start + 1)} records out of{' '}
        {formatCount(total)} total, starting on record {formatCount(start)}, ending on {formatCount(end)}
      </p>
      <div className="flex gap-2">
        <PageLink href={page > 1 ? hrefOf(page - 1) : null}>
          <ChevronLeft aria-hidden strokeWidth={1.75} /> Previous
        </PageLink>
        <PageLink href={page < pages ? hrefOf(page + 1) : null}>
          Next <ChevronRight aria-hidden strokeWidth={1.75} />
        </PageLink>
      </div>
    </nav>
  );
}
