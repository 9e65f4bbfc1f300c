import { lowestIdAt } from '../../base/ids';
import { Prisma } from '../../database/db';
import type { Slice } from '../../database/keyset';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../events';
import { IS_PENDING, REPORT_STATE } from '../report-state';
import type { DeliveryFilter } from './schema';

/** A condition that no index of a scan has: it is checked for each delivery that the scan finds. */
type Checks = { event?: boolean; endpoint?: boolean; state?: boolean; httpStatus?: boolean; recipient?: boolean };

/** How deliveries that may match are found: subqueries that return ids in order, and what is left to check. */
export type Scan = { sources: Prisma.Sql[]; checks: Prisma.Sql[] };

/** The only deliveries that can match; null where they are not known to be few. */
export type Candidates = readonly string[] | null;

/** The status that almost all responses have: in no index. */
const USUAL_STATUS = 200;

/** An event that rows from before events were stored have. */
const EVENTS: readonly string[] = [...WEBHOOK_EVENTS, ''];

/**
 * Returns the scan for a filter, by the index that fits best: `size` ids at most. Each reads its index in order, one range per
 * event where the event is part of the index and is not chosen.
 */
export function scanOf(
  accountId: string,
  filter: DeliveryFilter,
  slice: Slice,
  size: number,
  candidates: Candidates,
): Scan {
  const own = Prisma.sql`r.account_id = ${accountId}::uuid`;
  const order = Prisma.raw(slice.direction);
  const within = rangeOf(filter, slice, 'r.id');
  const { endpointId, state, httpStatus } = filter;
  const select = (where: Prisma.Sql) =>
    Prisma.sql`(SELECT r.id FROM delivery_report r WHERE ${where} AND ${within} ORDER BY r.id ${order} LIMIT ${size})`;
  if (candidates) {
    const source = select(Prisma.sql`r.id = ANY(${candidates}::uuid[]) AND ${own}`);
    return { sources: [source], checks: checksOf(filter, {}) };
  }
  if (httpStatus !== undefined && httpStatus !== USUAL_STATUS) {
    // Several attempts of a report may have had the status.
    const source = Prisma.sql`
      (SELECT w.report_id AS id FROM webhook_attempt w
       WHERE w.account_id = ${accountId}::uuid AND w.http_status = ${httpStatus}::smallint
         AND w.http_status IS DISTINCT FROM 200 AND ${rangeOf(filter, slice, 'w.report_id')}
       ORDER BY w.report_id ${order} LIMIT ${size})`;
    return { sources: [source], checks: checksOf(filter, {}) };
  }
  if (state === 'failed' || state === 'cancelled') {
    const source = select(Prisma.sql`${own} AND r.state = ${state}::report_state AND r.state IS NOT NULL`);
    return { sources: [source], checks: checksOf(filter, { state: true }) };
  }
  const isOfEndpoint = typeof endpointId === 'string';
  // IS TRUE: the planner must not choose the account's index, which has no endpoint.
  const target = isOfEndpoint ? Prisma.sql`r.endpoint_id = ${endpointId}::uuid AND (${own}) IS TRUE` : own;
  const sources = eventsOf(filter).map((event) => select(Prisma.sql`${target} AND r.event = ${event}`));
  // Those that wait for another attempt; all others without a result are among the latest.
  if (state === 'pending') sources.push(select(Prisma.sql`${own} AND r.state = 'pending' AND r.state IS NOT NULL`));
  const isIndexed = state !== 'pending';
  return { sources, checks: checksOf(filter, { event: isIndexed, endpoint: isOfEndpoint && isIndexed }) };
}

function eventsOf({ event }: DeliveryFilter): readonly (WebhookEvent | string)[] {
  return event === undefined ? EVENTS : [event];
}

/** Returns the conditions of the filter that the index does not have already, over a report `r`. */
function checksOf(filter: DeliveryFilter, has: Checks): Prisma.Sql[] {
  const { event, endpointId, state, httpStatus, recipient } = filter;
  const checks: Prisma.Sql[] = [];
  if (event !== undefined && !has.event) checks.push(Prisma.sql`r.event = ${event}`);
  if (endpointId !== undefined && !has.endpoint)
    checks.push(Prisma.sql`r.endpoint_id IS NOT DISTINCT FROM ${endpointId}::uuid`);
  if (state === 'pending') checks.push(Prisma.raw(IS_PENDING));
  else if (state !== undefined && !has.state) {
    checks.push(Prisma.sql`${Prisma.raw(REPORT_STATE)} = ${state}::report_state`);
  }
  if (httpStatus !== undefined) checks.push(Prisma.sql`${LAST_STATUS} = ${httpStatus}::smallint`);
  if (recipient !== undefined) checks.push(Prisma.sql`strpos(r.body, ${`"to":${JSON.stringify(recipient)}`}) > 0`);
  if (filter.messageId !== undefined) checks.push(Prisma.sql`r.message_id = ${filter.messageId}::uuid`);
  return checks;
}

const LAST_STATUS = Prisma.sql`(
  SELECT l.http_status FROM webhook_attempt l WHERE l.report_id = r.id ORDER BY l.number DESC LIMIT 1)`;

/** Bounds of an id: the cursor, and the times of the filter. */
export function rangeOf(
  { from, until }: DeliveryFilter,
  { condition }: Slice,
  column: 'r.id' | 'w.report_id',
): Prisma.Sql {
  const id = Prisma.raw(column);
  const cursor = column === 'r.id' ? condition : ofColumn(condition, column);
  const bounds = [cursor];
  if (from) bounds.push(Prisma.sql`${id} >= ${lowestIdAt(from)}::uuid`);
  if (until) bounds.push(Prisma.sql`${id} < ${lowestIdAt(until)}::uuid`);
  return Prisma.join(bounds, ' AND ');
}

/** The condition of a slice over another column. */
function ofColumn(condition: Prisma.Sql, column: string): Prisma.Sql {
  const strings = condition.strings.map((text) => text.replace('(r.id)', `(${column})`));
  return new Prisma.Sql(strings, condition.values);
}
