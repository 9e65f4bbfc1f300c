'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/input';
import { formatRecords } from '@/lib/base/format';
import { pageCount } from '@/lib/base/paging';
import type { KeyFilter } from '@/lib/keys/schema';
import { ListLink, useKeyList } from './key-list-provider';

const SIZES: KeyFilter['pageSize'][] = [20, 50, 100];

type KeyPagesProps = { page: number; pageSize: number; total: number };

/** Shows the range of the page, chooses its size and leads to the next and the previous page. */
export function KeyPages({ page, pageSize, total }: KeyPagesProps) {
  const { filter, addressWith, go } = useKeyList();
  const rowsId = useId();
  const pages = pageCount(total, pageSize);
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2.5 px-4 py-2.5">
      <p className="text-[13px] text-soft tabular-nums">{formatRecords(page, pageSize, total)}</p>
      <div className="flex items-center gap-2">
        <label htmlFor={rowsId} className="flex items-center gap-2 text-[13px] text-soft">
          Rows
          <Select
            id={rowsId}
            value={filter.pageSize}
            onChange={(event) => {
              const size = SIZES.find((each) => String(each) === event.target.value);
              go(addressWith({ pageSize: size }), { scroll: true });
            }}
            className="mr-1 w-18"
          >
            {SIZES.map((size) => (
              <option key={size}>{size}</option>
            ))}
          </Select>
        </label>
        <Step to={page > 1 ? page - 1 : null}>
          <ChevronLeft aria-hidden strokeWidth={1.75} /> Previous
        </Step>
        <Step to={page < pages ? page + 1 : null}>
          Next <ChevronRight aria-hidden strokeWidth={1.75} />
        </Step>
      </div>
    </nav>
  );
}

function Step({ to, children }: { to: number | null; children: ReactNode }) {
  if (to === null) {
    return (
      <Button size="small" disabled>
        {children}
      </Button>
    );
  }
  return (
    <Button asChild size="small">
      <ListLink changes={{ page: to }} toTop>
        {children}
      </ListLink>
    </Button>
  );
}
