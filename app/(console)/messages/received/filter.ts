import { periodBounds, readPeriod } from '@/lib/base/period';
import { type QueryParam, single } from '@/lib/base/query-param';
import type { ReceivedFilter } from '@/lib/received/queries';

type Name = 'search' | 'since' | 'from' | 'to' | 'before' | 'after';
export type ReceivedAddress = { [name in Name]?: QueryParam };

/** Parses the page's address: the filter at the time `now`, and the values of the form. */
export function readFilter(address: ReceivedAddress, now = new Date()) {
  const search = single(address.search);
  const period = readPeriod({ since: single(address.since), from: single(address.from), to: single(address.to) });
  const filter: ReceivedFilter = {
    search,
    ...periodBounds(period, now),
    before: single(address.before),
    after: single(address.after),
  };
  return { values: { search, ...period }, filter };
}
