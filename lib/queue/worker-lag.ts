import { pool } from '../database/db';
import { IS_RUNNING } from './heartbeat';

/** Web processes read the lag at most this often. */
export const READ_INTERVAL_MS = 1_000;
/** Workers that are behind publish their lag this often, so that what is read is recent. */
export const PUBLISH_INTERVAL_MS = 500;

/** A lag that was not renewed for longer than this is over: its worker stands still, or ended. */
const VALID = "interval '3 seconds'";

const READ = `
  SELECT COALESCE(min(CASE WHEN lag_at > now() - ${VALID} THEN lag_ms ELSE 0 END), 0) AS lag
  FROM worker_heartbeat WHERE ${IS_RUNNING}`;

/** Publishes how long jobs wait for `worker` while it is busy, in milliseconds; 0 when it is not behind. */
export async function publishLag(worker: string, lagMs: number): Promise<void> {
  await pool().query('UPDATE worker_heartbeat SET lag_ms = $2, lag_at = now() WHERE id = $1', [worker, lagMs]);
}

/**
 * Returns the lag of the running worker that is the least behind, in milliseconds: while one has time, the workers are not
 * what jobs wait for. 0 when none is running.
 */
export async function readLag(): Promise<number> {
  const { rows } = await pool().query<{ lag: number }>(READ);
  return rows[0]?.lag ?? 0;
}
