import type pg from 'pg';
import { transaction } from '../database/transaction';
import { LEASE_SECONDS } from '../delivery/claim-messages';
import { IS_RUNNING } from '../queue/heartbeat';
import { countEvent } from '../queue/worker-events';
import { REPORT_LEASE_SECONDS } from '../webhooks/queue';

/** Jobs that are due again. */
export type Freed = { messages: number; reports: number };

const NONE: Freed = { messages: 0, reports: 0 };

/**
 * Ends the leases of workers that are known to be dead, so that what they held is due at once, in its old place in the
 * queue. The owner stays on the rows: the next claim records the lost hand-over. Safe to repeat, and safe should one of the
 * workers be alive after all: what it writes is fenced by its lease.
 */
export async function freeLeases(workers: readonly string[]): Promise<Freed> {
  if (workers.length === 0) return NONE;
  return transaction((client) => free(client, workers));
}

/**
 * The same for workers that have missed three heartbeats, wherever they ran. Each is found once; several workers may search
 * at the same time.
 */
export async function freeSilentWorkers(self: string): Promise<Freed> {
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM worker_heartbeat WHERE ended_at IS NULL AND NOT (${IS_RUNNING}) AND id <> $1
       ORDER BY id FOR UPDATE SKIP LOCKED`,
      [self],
    );
    return rows.length === 0
      ? NONE
      : free(
          client,
          rows.map(({ id }) => id),
        );
  });
}

async function free(client: pg.ClientBase, workers: readonly string[]): Promise<Freed> {
  const { rowCount: lost } = await client.query(
    'UPDATE worker_heartbeat SET ended_at = now() WHERE id = ANY($1::uuid[]) AND ended_at IS NULL',
    [workers],
  );
  await countEvent(client, 'worker_lost', lost ?? 0);
  // Leased rows are due within the lease: the queue's index finds them without reading what waits.
  const messages = await client.query(
    `UPDATE message m SET run_at = COALESCE(m.send_at, m.created_at)
     WHERE m.id IN (
       SELECT id FROM message
       WHERE status = 'queued' AND priority = ANY('{0,1,2}') AND run_at > now()
         AND run_at <= now() + interval '${LEASE_SECONDS} seconds' AND lease_owner = ANY($1::uuid[])
       FOR NO KEY UPDATE SKIP LOCKED
     )`,
    [workers],
  );
  const reports = await client.query(
    `UPDATE delivery_report r SET next_attempt_at = CASE WHEN r.attempts = 0 THEN r.created_at ELSE now() END
     WHERE r.id IN (
       SELECT id FROM delivery_report
       WHERE state = 'pending' AND next_attempt_at > now()
         AND next_attempt_at <= now() + interval '${REPORT_LEASE_SECONDS} seconds' AND lease_owner = ANY($1::uuid[])
       FOR NO KEY UPDATE SKIP LOCKED
     )`,
    [workers],
  );
  return { messages: messages.rowCount ?? 0, reports: reports.rowCount ?? 0 };
}
