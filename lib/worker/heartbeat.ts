import os from 'node:os';
import { pool } from '../db';

/** How often a running worker says so. */
export const HEARTBEAT_MS = 5_000;

/** In SQL: whether the worker of a row of `worker_heartbeat` runs. A heartbeat may be missed, not three. */
export const IS_RUNNING = `seen_at > now() - interval '${(3 * HEARTBEAT_MS) / 1_000} seconds'`;

/** Records that the worker runs. Killed ones remove nothing: that is housekeeping's. */
export async function beat(worker: string): Promise<void> {
  await pool().query(
    `INSERT INTO worker_heartbeat (id, host, started_at, seen_at) VALUES ($1, $2, now(), now())
     ON CONFLICT (id) DO UPDATE SET seen_at = now()`,
    [worker, os.hostname()],
  );
}

/** Removes a worker that stops. */
export async function endHeartbeat(worker: string): Promise<void> {
  await pool().query('DELETE FROM worker_heartbeat WHERE id = $1', [worker]);
}
