import type pg from 'pg';
import { transaction } from '../database/transaction';
import { IS_RUNNING } from '../queue/heartbeat';
import { freeJobs } from '../queue/lease';
import { MESSAGE_QUEUE, REPORT_QUEUE } from '../queue/queues';
import { countEvent } from '../queue/worker-events';

/** Jobs that are due again. */
export type Freed = { messages: number; reports: number };

const NOTHING_FREED: Freed = { messages: 0, reports: 0 };

/**
 * Frees the leases of workers that are known to be dead, so that their jobs are due at once. Safe to repeat, and safe if one
 * of the workers is alive after all: its writes are fenced.
 */
export async function freeLeases(workers: readonly string[]): Promise<Freed> {
  if (workers.length === 0) return NOTHING_FREED;
  return transaction((client) => free(client, workers));
}

/**
 * Frees the leases of all other workers that have missed three heartbeats, on any host. Each is counted once, and several
 * workers may do it at the same time.
 */
export async function freeSilentWorkers(self: string): Promise<Freed> {
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM worker_heartbeat WHERE ended_at IS NULL AND NOT (${IS_RUNNING}) AND id <> $1
       ORDER BY id FOR UPDATE SKIP LOCKED`,
      [self],
    );
    return rows.length === 0
      ? NOTHING_FREED
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
  return {
    messages: await freeJobs(client, MESSAGE_QUEUE, workers),
    reports: await freeJobs(client, REPORT_QUEUE, workers),
  };
}
