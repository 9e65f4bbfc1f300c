import type pg from 'pg';
import { transaction } from '../database/transaction';
import { laneOf } from './lane';
import { lockReports } from './lock-reports';
import { IS_PENDING } from './report-state';
import type { TargetOutcome } from './target-changes';

/** Rows of the queue per statement. */
const BATCH = 50;

/**
 * Fails reports of the target that wait in one lane of the queue, from a row on, whenever they are due. Rows that a worker has
 * leased stay: their reports fail when they are claimed again. The lane of an endpoint has no others, so its rows end.
 */
const WAITING = `
  SELECT q.id, q.report_ids AS "reportIds" FROM report_queue q
  WHERE q.host = $1 AND q.id > $2 AND q.lease_owner IS NULL ORDER BY q.id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
const FAIL = `
  WITH failed AS (
    UPDATE delivery_report r SET state = 'failed', finished_at = now()
    FROM unnest($1::uuid[]) AS u(id)
    WHERE r.id = u.id AND r.account_id = $2 AND COALESCE(r.endpoint_id::text, r.url) = $3 AND ${IS_PENDING}
    RETURNING r.id, r.account_id, r.attempts
  ), recorded AS (
    INSERT INTO webhook_attempt (report_id, account_id, number, duration_ms, error)
    SELECT id, account_id, attempts + 1, 0, 'target_disabled' FROM failed
    ON CONFLICT DO NOTHING
  ), deleted AS (
    DELETE FROM report_queue q WHERE q.id = ANY($4::bigint[])
  )
  SELECT count(*)::int AS failed FROM failed`;

/** Fails the reports that wait for a target that was disabled. Each has an attempt that says why. Returns their number. */
export async function cancelWaiting({ accountId, endpointId, url, target }: TargetOutcome): Promise<number> {
  const lane = laneOf(accountId, endpointId, url);
  let count = 0;
  for (let after: string | null = '0'; after !== null; ) {
    const batch = await transaction((client) =>
      failBatch(client, { lane, after: after ?? '0', accountId, endpointId, target }),
    );
    after = batch.last;
    count += batch.failed;
  }
  return count;
}

type Batch = { lane: string; after: string; accountId: string; endpointId: string | null; target: string };

async function failBatch(
  client: pg.ClientBase,
  { lane, after, accountId, endpointId, target }: Batch,
): Promise<{ last: string | null; failed: number }> {
  const { rows: waiting } = await client.query<{ id: string; reportIds: string[] }>(WAITING, [lane, after]);
  const ids = waiting.flatMap(({ reportIds }) => reportIds);
  await lockReports(client, ids);
  const ended = endpointId === null ? [] : waiting.map(({ id }) => id);
  const { rows } = await client.query<{ failed: number }>(FAIL, [ids, accountId, target, ended]);
  return { last: waiting.at(-1)?.id ?? null, failed: rows[0]?.failed ?? 0 };
}
