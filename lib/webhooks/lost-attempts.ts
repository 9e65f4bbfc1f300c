import type pg from 'pg';
import { newId } from '../base/ids';
import { transaction } from '../database/transaction';
import { MAX_CLAIMS } from '../queue/claim-limits';
import { END_LEASE, isDue } from '../queue/lease';
import { REPORT_QUEUE } from '../queue/queues';
import { countEvent } from '../queue/worker-events';
import type { WebhookError } from './rules';

type Lost = { id: string; accountId: string; attempts: number; begunAt: Date | null; claims: number };

/**
 * Closes what workers that died left open in due reports: records an attempt that began and has no result as lost, and fails
 * a report that was claimed too often without a result.
 */
export async function closeLost(reportIds: string[]): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query<Lost>(
      `SELECT id, account_id AS "accountId", attempts, begun_at AS "begunAt", claims FROM delivery_report
       WHERE id = ANY($1::uuid[]) AND ${isDue(REPORT_QUEUE)}
       ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`,
      [reportIds],
    );
    const over = rows.filter(({ claims }) => claims >= MAX_CLAIMS);
    await record(
      client,
      rows.filter(({ begunAt }) => begunAt !== null),
      'worker_lost',
    );
    await record(
      client,
      over.map((report) => ({ ...report, begunAt: null })),
      'claim_limit',
    );
    await client.query('UPDATE delivery_report SET begun_at = NULL WHERE id = ANY($1::uuid[])', [
      rows.map(({ id }) => id),
    ]);
    await client.query(
      `UPDATE delivery_report SET state = 'failed', finished_at = now(), ${END_LEASE} WHERE id = ANY($1::uuid[])`,
      [over.map(({ id }) => id)],
    );
    await countEvent(client, 'report_claim_limit', over.length);
  });
}

async function record(client: pg.ClientBase, lost: Lost[], error: WebhookError): Promise<void> {
  if (lost.length === 0) return;
  await client.query(
    `INSERT INTO webhook_attempt (id, report_id, account_id, number, at, duration_ms, error)
     SELECT id, report_id, account_id, number, COALESCE(at, now()), 0, $6
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::timestamptz[]) AS t(id, report_id, account_id, number, at)`,
    [
      lost.map(() => newId()),
      lost.map(({ id }) => id),
      lost.map(({ accountId }) => accountId),
      lost.map(({ attempts }) => attempts),
      lost.map(({ begunAt }) => begunAt),
      error,
    ],
  );
}
