import type pg from 'pg';
import { transaction } from '../../database/transaction';
import { REPORTS_CHANNEL } from '../report';
import { requeueReports } from '../requeue';

/** Reports that one step considers. */
const BATCH = 500;

/**
 * SQL condition for a failed report `r` that is sent again in a job: its target exists and is enabled. Without it, reports of
 * an endpoint that was removed would fail once more.
 */
export const HAS_TARGET = `
  (r.endpoint_id IS NULL OR EXISTS (SELECT FROM webhook_endpoint e WHERE e.id = r.endpoint_id AND e.account_id = r.account_id AND e.enabled))
  AND NOT EXISTS (SELECT FROM webhook_state s WHERE s.account_id = r.account_id AND s.disabled_at IS NOT NULL
                  AND s.target = COALESCE(r.endpoint_id::text, r.url))`;

type Job = { id: string; accountId: string; endpointId: string | null; position: string };

/**
 * Carries out one batch of the resend job that waited longest: queues its reports, moves its position and counts them, in one
 * transaction that locks the job. So two workers never do the same batch, and one that dies has done all of it or nothing.
 * Returns whether there may be more to do at once.
 */
export async function resendStep(): Promise<boolean> {
  return transaction(async (client) => {
    const job = await lockJob(client);
    if (!job) return false;
    const found = await failedFrom(client, job);
    const queued = await requeueReports(
      client,
      job.accountId,
      found.flatMap(({ id, hasTarget }) => (hasTarget ? [id] : [])),
    );
    const last = found.at(-1)?.id;
    const isLast = found.length < BATCH || last === undefined;
    await client.query(
      `UPDATE webhook_resend SET position = COALESCE($2::uuid, position), done = done + $3, updated_at = clock_timestamp(),
                                 state = CASE WHEN $4 THEN 'done'::resend_state ELSE state END
       WHERE id = $1`,
      [job.id, last ?? null, queued.length, isLast],
    );
    if (queued.length > 0) await client.query('SELECT pg_notify($1, $2)', [REPORTS_CHANNEL, '']);
    return true;
  });
}

async function lockJob(client: pg.ClientBase): Promise<Job | undefined> {
  const { rows } = await client.query<Job>(
    `SELECT id, account_id AS "accountId", endpoint_id AS "endpointId", position FROM webhook_resend
     WHERE state = 'running' ORDER BY updated_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return rows[0];
}

/** Reads the next failed reports of a job, in order of their ids. */
async function failedFrom(client: pg.ClientBase, job: Job): Promise<{ id: string; hasTarget: boolean }[]> {
  const { id, accountId, endpointId, position } = job;
  const { rows } = await client.query<{ id: string; hasTarget: boolean }>(
    `SELECT r.id, ${HAS_TARGET} AS "hasTarget" FROM delivery_report r
     WHERE r.account_id = $1 AND r.state = 'failed' AND r.id > $2 AND r.id < $3 AND ($4::uuid IS NULL OR r.endpoint_id = $4)
     ORDER BY r.id LIMIT ${BATCH}`,
    [accountId, position, id, endpointId],
  );
  return rows;
}
