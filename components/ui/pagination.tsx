import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatRecords } from '@/lib/base/format';
import { pageCount } from '@/lib/base/paging';
import { Button } from './button';
import { Link } from './link';

type NumberedPaginationProps = {
  /** The result of the query. */
  found: { page: number; pageSize: number; total: number };
  /** The address of another page of the same list. */
  address: (page: number) => string;
};

/** The position in a list with numbered pages, with the links to the previous and next page. */
export function NumberedPagination({ found: { page, pageSize, total }, address }: NumberedPaginationProps) {
  const pages = pageCount(total, pageSize);
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2.5 px-4 py-2.5">
      <p className="text-[13px] text-soft tabular-nums">{formatRecords(page, pageSize, total)}</p>
      <div className="flex gap-2">
        <PageLink href={page > 1 ? address(page - 1) : null}>
          <ChevronLeft aria-hidden strokeWidth={1.75} /> Previous
        </PageLink>
        <PageLink href={page < pages ? address(page + 1) : null}>
          Next <ChevronRight aria-hidden strokeWidth={1.75} />
        </PageLink>
      </div>
    </nav>
  );
}

type CursorPaginationProps = {
  /** The content of this page, such as "50 messages". */
  count: string;
  /** The addresses of the adjacent pages; null if there is none. */
  newer: string | null;
  older: string | null;
  /** The labels of the links, if the list is not ordered by time. */
  labels?: { newer: string; older: string };
};

const LABELS = { newer: 'Newer', older: 'Older' };

/** The links to the adjacent pages of a list that is paged by its first and last entry. */
export function CursorPagination({ count, newer, older, labels = LABELS }: CursorPaginationProps) {
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3 py-2.5">
      <p className="text-[13px] text-soft tabular-nums">{count} on this page</p>
      <div className="flex gap-2">
        <PageLink href={newer}>
          <ChevronLeft aria-hidden strokeWidth={1.75} /> {labels.newer}
        </PageLink>
        <PageLink href={older}>
          {labels.older} <ChevronRight aria-hidden strokeWidth={1.75} />
        </PageLink>
      </div>
    </nav>
  );
}

/** A link to another page; a disabled button if there is none. */
function PageLink({ href, children }: { href: string | null; children: ReactNode }) {
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
