import { Prisma } from '../../database/db';
import type { Slice } from '../../database/keyset';
import { REPORT_STATE } from '../report-state';
import { type Candidates, scanOf } from './scan';
import type { DeliveryFilter } from './schema';

/** Columns of a delivery `r` with its last attempt `l`. */
const COLUMNS = `r.id, r.event, ${REPORT_STATE} AS state, r.url, r.endpoint_id AS "endpointId", e.name AS "endpointName",
  r.message_id AS "messageId", r.body::json #>> '{data,to}' AS recipient, l.http_status AS "httpStatus", l.error,
  COALESCE(l.number, 0)::int AS attempts, r.created_at AS "createdAt", r.next_attempt_at AS "nextAttemptAt",
  COALESCE(r.finished_at, CASE WHEN r.state IS NULL THEN l.at + l.duration_ms * interval '1 millisecond' END) AS "finishedAt"`;
const JOINED = `LEFT JOIN webhook_endpoint e ON e.id = r.endpoint_id AND e.account_id = r.account_id
  LEFT JOIN LATERAL (SELECT w.* FROM webhook_attempt w WHERE w.report_id = r.id ORDER BY w.number DESC LIMIT 1) l ON true`;

/**
 * Returns the statement of a slice of the account's deliveries that match the filter, in the slice's order. Where no index has
 * all conditions it checks at most `reach` deliveries; `edge` is then the last that was checked, null when the slice is
 * complete or there are no more. It must run with sorting discouraged: each scan then follows its index.
 */
export function deliveriesStatement(
  accountId: string,
  filter: DeliveryFilter,
  slice: Slice,
  reach: number,
  candidates: Candidates,
): Prisma.Sql {
  const { checks } = scanOf(accountId, filter, slice, 1, candidates);
  const isExact = checks.length === 0;
  const size = isExact ? slice.limit : Math.max(reach, slice.limit);
  const { sources } = scanOf(accountId, filter, slice, size, candidates);
  const order = Prisma.raw(slice.direction);
  const hit = isExact ? Prisma.sql`true` : Prisma.join(checks, ' AND ');
  return Prisma.sql`
    WITH scan AS MATERIALIZED (
      SELECT s.id FROM (${Prisma.join(sources, ' UNION ALL ')}) s ORDER BY s.id ${order} LIMIT ${size}
    ), match AS MATERIALIZED (
      SELECT DISTINCT r.id FROM scan s JOIN delivery_report r ON r.id = s.id WHERE ${hit} ORDER BY r.id ${order} LIMIT ${slice.limit}
    ), edge AS MATERIALIZED (
      SELECT CASE WHEN ${isExact} OR (SELECT count(*) FROM match) = ${slice.limit} OR (SELECT count(*) FROM scan) < ${size}
        THEN NULL ELSE (SELECT s.id FROM scan s ORDER BY s.id ${order} OFFSET ${size - 1} LIMIT 1) END AS id
    )
    SELECT g.id AS edge, d.* FROM edge g LEFT JOIN (
      SELECT ${Prisma.raw(COLUMNS)} FROM match m JOIN delivery_report r ON r.id = m.id ${Prisma.raw(JOINED)}
    ) d ON true ORDER BY d.id ${order}`;
}

/** Returns the statement of one delivery of the account, with its body. */
export function deliveryStatement(accountId: string, id: string): Prisma.Sql {
  return Prisma.sql`
    SELECT ${Prisma.raw(COLUMNS)}, r.body, r.api_key_id AS "apiKeyId" FROM delivery_report r ${Prisma.raw(JOINED)}
    WHERE r.id = ${id}::uuid AND r.account_id = ${accountId}::uuid`;
}
