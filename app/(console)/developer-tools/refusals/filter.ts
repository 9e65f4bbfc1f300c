import { periodBounds, readPeriod } from '@/lib/base/period';
import { type QueryParam, single } from '@/lib/base/query-param';
import { normalizeAddress } from '@/lib/network/address';
import { isErrorCode } from '@/lib/problems/catalogue';
import type { RefusalFilter } from '@/lib/refusals/queries';

type Name = 'key' | 'code' | 'address' | 'since' | 'from' | 'to' | 'before' | 'after';
export type RefusalSearch = { [name in Name]?: QueryParam };

/** Matches no refusal: an invalid address must not list all refusals. */
const NO_ADDRESS = '-';

/** Parses the page's address: the filter at the time `now`, and the values of the form. */
export function readFilter(search: RefusalSearch, now = new Date()) {
  const key = single(search.key);
  const text = single(search.code);
  const code = text && isErrorCode(text) ? text : undefined;
  const address = single(search.address);
  const ip = address === undefined ? undefined : normalizeAddress(address);
  const period = readPeriod({ since: single(search.since), from: single(search.from), to: single(search.to) });
  const filter: RefusalFilter = {
    apiKeyId: key,
    code,
    ip: ip === null ? NO_ADDRESS : ip,
    ...periodBounds(period, now),
    before: single(search.before),
    after: single(search.after),
  };
  return {
    values: { key, code, address, ...period },
    filter,
    addressProblem: ip === null ? 'Enter one complete IPv4 or IPv6 address.' : undefined,
  };
}
