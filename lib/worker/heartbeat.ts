import os from 'node:os';
import { pool } from '../db';

/** How often a running worker says so. */
export const HEARTBEAT_MS = 5_000;

/** Records that the worker runs, and forgets workers that have been silent for a day (killed ones remove nothing). */
export async function beat(worker: string): Promise<void> {
  await pool().query(
    `WITH gone AS (DELETE FROM worker_heartbeat WHERE seen_at < now() - interval '1 day')
     INSERT INTO worker_heartbeat (id, host, started_at, seen_at) VALUES ($1, $2, now(), now())
     ON CONFLICT (id) DO UPDATE SET seen_at = now()`,
    [worker, os.hostname()],
  );
}

/** Removes a worker that stops. */
export async function endHeartbeat(worker: string): Promise<void> {
  await pool().query('DELETE FROM worker_heartbeat WHERE id = $1', [worker]);
}
