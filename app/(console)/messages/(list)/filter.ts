import type { MessageFilter } from '@/lib/messages/queries';
import { parseRecipient } from '@/lib/messages/recipient';
import { isStatusGroup } from '@/lib/messages/status-groups';
import { periodBounds, readPeriod } from '@/lib/period';

type Param = string | string[] | undefined;
type Name = 'status' | 'key' | 'recipient' | 'since' | 'from' | 'to' | 'before' | 'after';
export type MessageSearch = { [name in Name]?: Param };

/** Nobody has it: a recipient that cannot be a number must find nothing rather than everything. */
const NO_RECIPIENT = '-';

/** The filter that an address asks for at this moment, and what its form shows. */
export function readFilter(search: MessageSearch, now = new Date()) {
  const status = single(search.status);
  const key = single(search.key);
  const recipient = single(search.recipient);
  const group = status && isStatusGroup(status) ? status : undefined;
  const number = recipient ? parseRecipient(international(recipient)) : undefined;
  const period = readPeriod({ since: single(search.since), from: single(search.from), to: single(search.to) });
  const filter: MessageFilter = {
    group,
    keyId: key,
    recipient: number === null ? NO_RECIPIENT : number,
    ...periodBounds(period, now),
    before: single(search.before),
    after: single(search.after),
  };
  return {
    values: { status: group, key, recipient, ...period },
    filter,
    recipientProblem: number === null ? 'Give the whole number with its country code.' : undefined,
  };
}

function single(value: Param): string | undefined {
  return (typeof value === 'string' && value.trim()) || undefined;
}

/** People paste numbers as `00372…` and `372…` too. */
function international(value: string): string {
  const digits = value.replace(/^00/, '');
  return digits.startsWith('+') ? digits : `+${digits}`;
}
