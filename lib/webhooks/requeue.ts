import type pg from 'pg';
import { inParts } from '../queue/lease';
import { IS_PENDING } from './report-state';

/**
 * Queues reports of the account again, at once, in any state: as they are stored, so with the same id. Those that
 * are pending already stay as they are. Attempts go on counting, and the schedule goes on from there. Returns the ids of
 * those that were queued, in the caller's transaction; notify REPORTS_CHANNEL after it.
 */
export async function requeueReports(
  client: Pick<pg.ClientBase, 'query'>,
  accountId: string,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const attempts = await lockWithAttempts(client, accountId, ids);
  const { rows } = await client.query<{ ids: string[] }>(
    `WITH due AS (
       UPDATE delivery_report r SET state = CASE WHEN u.attempts > 0 THEN 'pending'::report_state END, attempts = u.attempts,
                                    next_attempt_at = now(), finished_at = NULL
       FROM unnest($2::uuid[], $3::smallint[]) AS u(id, attempts)
       WHERE r.id = u.id AND r.account_id = $1 AND NOT ${IS_PENDING}
       RETURNING r.id, r.host
     ), part AS (
       SELECT h.host, p.part FROM (SELECT host, array_agg(id ORDER BY id) AS ids FROM due GROUP BY host) h,
         LATERAL (${inParts('h.ids')}) p
     ), queued AS (
       INSERT INTO report_queue (host, size, report_ids) SELECT host, cardinality(part), part FROM part
     )
     SELECT ARRAY(SELECT id FROM due ORDER BY id) AS ids`,
    [accountId, [...attempts.keys()], [...attempts.values()]],
  );
  return rows[0]?.ids ?? [];
}

/** As `lockReports`, of one account. */
const LOCK = `
  SELECT FROM delivery_report r WHERE r.id = ANY($2::uuid[]) AND r.account_id = $1 ORDER BY r.id FOR NO KEY UPDATE`;

/** Locks reports and returns how many attempts each has. */
async function lockWithAttempts(
  client: Pick<pg.ClientBase, 'query'>,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, number>> {
  await client.query(LOCK, [accountId, ids]);
  const { rows } = await client.query<{ id: string; attempts: number }>(
    `SELECT u.id, (SELECT COALESCE(max(w.number), 0) FROM webhook_attempt w WHERE w.report_id = u.id) AS attempts
     FROM unnest($1::uuid[]) AS u(id)`,
    [ids],
  );
  return new Map(rows.map(({ id, attempts }) => [id, attempts]));
}

/**
 * Cancels pending reports of the account; others stay as they are. One that is being sent right now may still arrive: its
 * attempt is recorded. Workers pass over cancelled ones. Returns the ids of those that were cancelled.
 */
export async function cancelReports(
  client: Pick<pg.ClientBase, 'query'>,
  accountId: string,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  await client.query(LOCK, [accountId, ids]);
  const { rows } = await client.query<{ id: string }>(
    `UPDATE delivery_report r SET state = 'cancelled', finished_at = now()
     WHERE r.id = ANY($2::uuid[]) AND r.account_id = $1 AND ${IS_PENDING} RETURNING r.id`,
    [accountId, ids],
  );
  return rows.map(({ id }) => id);
}
