import { isId } from '@/lib/base/ids';
import { periodBounds, readPeriod } from '@/lib/base/period';
import { type QueryParam, single } from '@/lib/base/query-param';
import { parseNumber } from '@/lib/numbers/international';
import { withoutSeparators } from '@/lib/numbers/pasted';
import { WEBHOOK_EVENTS } from '@/lib/webhooks/events';
import type { DeliveryFilter, DeliveryState } from '@/lib/webhooks/log/queries';
import { DELIVERY_STATES } from '../../_shared/delivery-state';

type Name = 'event' | 'state' | 'status' | 'endpoint' | 'search' | 'since' | 'from' | 'to' | 'before' | 'after';
export type DeliveryAddress = { [name in Name]?: QueryParam };

/** Deliveries to URLs of requests, keys and the account. */
export const NO_ENDPOINT = 'none';
/** The id of no message: a search that cannot match must not list all deliveries. */
const NO_MESSAGE = '00000000-0000-0000-0000-000000000000';

/** Parses the page's address: the filter at the time `now`, and the values of the form. Invalid values are ignored. */
export function readFilter(address: DeliveryAddress, now = new Date()) {
  const event = WEBHOOK_EVENTS.find((one) => one === single(address.event));
  const state = stateOf(single(address.state));
  const status = /^[1-5]\d\d$/.exec(single(address.status) ?? '')?.[0];
  const endpointText = single(address.endpoint);
  const endpoint = endpointText === NO_ENDPOINT || (endpointText && isId(endpointText)) ? endpointText : undefined;
  const search = single(address.search);
  const period = readPeriod({ since: single(address.since), from: single(address.from), to: single(address.to) });
  const filter: DeliveryFilter = {
    event,
    state,
    httpStatus: status === undefined ? undefined : Number(status),
    endpointId: endpoint === NO_ENDPOINT ? null : endpoint,
    ...(search !== undefined && searchFor(search)),
    ...periodBounds(period, now),
    before: single(address.before),
    after: single(address.after),
  };
  return { values: { event, state, status, endpoint, search, ...period }, filter };
}

/** The id of a message, or the number of its recipient. */
function searchFor(text: string): Pick<DeliveryFilter, 'messageId' | 'recipient'> {
  if (isId(text)) return { messageId: text };
  const digits = withoutSeparators(text).replace(/^00/, '');
  const recipient = parseNumber(digits.startsWith('+') ? digits : `+${digits}`);
  return recipient === null ? { messageId: NO_MESSAGE } : { recipient };
}

function stateOf(text: string | undefined): DeliveryState | undefined {
  return (Object.keys(DELIVERY_STATES) as DeliveryState[]).find((state) => state === text);
}
