import { pool } from '../database/db';
import { laneOf } from './lane';
import { IS_PENDING } from './report-state';
import type { TargetOutcome } from './target-changes';

/** Rows of the queue per statement. */
const BATCH = 50;

/**
 * Fails reports of the target that wait in one lane of the queue, from a row on, whenever they are due. Rows that a worker has
 * leased stay: their reports fail when they are claimed again. The lane of an endpoint has no others, so its rows end.
 */
const FAIL = `
  WITH waiting AS MATERIALIZED (
    SELECT q.id, q.report_ids FROM report_queue q
    WHERE q.host = $1 AND q.id > $2 AND q.lease_owner IS NULL ORDER BY q.id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
  ), failed AS (
    UPDATE delivery_report r SET state = 'failed', finished_at = now()
    FROM waiting w, unnest(w.report_ids) AS u(id)
    WHERE r.id = u.id AND r.account_id = $3 AND COALESCE(r.endpoint_id::text, r.url) = $4 AND ${IS_PENDING}
    RETURNING r.id, r.account_id, r.attempts
  ), recorded AS (
    INSERT INTO webhook_attempt (report_id, account_id, number, duration_ms, error)
    SELECT id, account_id, attempts + 1, 0, 'target_disabled' FROM failed
    ON CONFLICT DO NOTHING
  ), deleted AS (
    DELETE FROM report_queue q USING waiting w WHERE q.id = w.id AND $5
  )
  SELECT (SELECT max(id) FROM waiting) AS last, (SELECT count(*)::int FROM failed) AS failed`;

type Failed = { rows: { last: string | null; failed: number }[] };

/** Fails the reports that wait for a target that was disabled. Each has an attempt that says why. Returns their number. */
export async function cancelWaiting({ accountId, endpointId, url, target }: TargetOutcome): Promise<number> {
  const lane = laneOf(accountId, endpointId, url);
  let count = 0;
  for (let after: string | null = '0'; after !== null; ) {
    const { rows }: Failed = await pool().query(FAIL, [...[lane, after, accountId, target], endpointId !== null]);
    after = rows[0]?.last ?? null;
    count += rows[0]?.failed ?? 0;
  }
  return count;
}
