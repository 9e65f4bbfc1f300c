import { ChevronLeft, ChevronRight } from 'lucide-react';
import { formatRecords } from '@/lib/format';
import { PageLink } from './pagination';

type RecordPagesProps = {
  /** What the query gave. */
  found: { page: number; pageSize: number; total: number };
  /** The address of another page of the same list. */
  address: (page: number) => string;
};

/** Where one is in a list of numbered pages, and the ways on and back. */
export function RecordPages({ found: { page, pageSize, total }, address }: RecordPagesProps) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
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
