import { isId } from '@/lib/base/ids';
import { periodBounds, readPeriod } from '@/lib/base/period';
import { type QueryParam, single } from '@/lib/base/query-param';
import { STORABLE } from '@/lib/base/storable-text';
import type { MessageFilter } from '@/lib/messages/list-messages';
import type { MessageSearch } from '@/lib/messages/page-statement';
import { isStatusGroup } from '@/lib/messages/status-groups';
import { parseNumber } from '@/lib/numbers/international';
import { withoutSeparators } from '@/lib/numbers/pasted';

type Name = 'status' | 'key' | 'search' | 'since' | 'from' | 'to' | 'before' | 'after';
export type MessageAddress = { [name in Name]?: QueryParam };

/** Parses the page's address: the filter at the time `now`, and the values of the form. */
export function readFilter(address: MessageAddress, now = new Date()) {
  const status = single(address.status);
  const key = single(address.key);
  const text = single(address.search);
  const search = text && STORABLE.test(text) ? text : undefined;
  const group = status && isStatusGroup(status) ? status : undefined;
  const period = readPeriod({ since: single(address.since), from: single(address.from), to: single(address.to) });
  const filter: MessageFilter = {
    group,
    apiKeyId: key,
    search: search ? searchFor(search) : undefined,
    ...periodBounds(period, now),
    before: single(address.before),
    after: single(address.after),
  };
  return { values: { status: group, key, search, ...period }, filter };
}

/** Any text can be a reference; it may also be a phone number or an id. */
function searchFor(text: string): MessageSearch {
  return {
    recipient: parseNumber(international(text)) ?? undefined,
    reference: text,
    id: isId(text) ? text : undefined,
  };
}

/** Adds the plus sign to numbers such as `00372…` and `372…`. */
function international(value: string): string {
  const digits = withoutSeparators(value).replace(/^00/, '');
  return digits.startsWith('+') ? digits : `+${digits}`;
}
