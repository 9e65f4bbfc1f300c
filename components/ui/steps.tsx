import { ChevronLeft, ChevronRight } from 'lucide-react';
import { PageLink } from './pagination';

type StepsProps = {
  /** What is on this page, such as "50 messages". */
  count: string;
  /** Addresses of the pages around; null where there is none. */
  newer: string | null;
  older: string | null;
  /** What the ways are called where the list is not one of newer and older things. */
  words?: { newer: string; older: string };
};

const WORDS = { newer: 'Newer', older: 'Older' };

/** The way through a list that is paged by its newest and oldest entry. */
export function Steps({ count, newer, older, words = WORDS }: StepsProps) {
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3 py-2.5">
      <p className="text-[13px] text-soft tabular-nums">{count} on this page</p>
      <div className="flex gap-2">
        <PageLink href={newer}>
          <ChevronLeft aria-hidden strokeWidth={1.75} /> {words.newer}
        </PageLink>
        <PageLink href={older}>
          {words.older} <ChevronRight aria-hidden strokeWidth={1.75} />
        </PageLink>
      </div>
    </nav>
  );
}
