import type pg from 'pg';
import { transaction } from '../database/transaction';
import { IS_RUNNING } from '../queue/heartbeat';
import { countEvent } from '../queue/worker-events';

/**
 * Ends the leases of workers that are known to be dead, so that their jobs are due at once: a lease counts only while its
 * worker is not recorded as ended. Returns how many workers were lost. Safe to repeat, and safe if one of the workers is
 * alive after all: its writes are fenced.
 */
export async function freeLeases(workers: readonly string[]): Promise<number> {
  if (workers.length === 0) return 0;
  return transaction((client) => end(client, workers));
}

/**
 * Ends the leases of all other workers that have missed three heartbeats, on any host, and returns how many there were. Each
 * is counted once, and several workers may do it at the same time.
 */
export async function freeSilentWorkers(self: string): Promise<number> {
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM worker_heartbeat WHERE ended_at IS NULL AND NOT (${IS_RUNNING}) AND id <> $1
       ORDER BY id FOR UPDATE SKIP LOCKED`,
      [self],
    );
    return rows.length === 0
      ? 0
      : end(
          client,
          rows.map(({ id }) => id),
        );
  });
}

/** A worker that was killed before its first heartbeat has no row yet. */
async function end(client: pg.ClientBase, workers: readonly string[]): Promise<number> {
  const { rowCount } = await client.query(
    'UPDATE worker_heartbeat SET ended_at = now() WHERE id = ANY($1::uuid[]) AND ended_at IS NULL',
    [workers],
  );
  await countEvent(client, 'worker_lost', rowCount ?? 0);
  return rowCount ?? 0;
}
