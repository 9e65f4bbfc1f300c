import os from 'node:os';
import { pool } from '../database/db';

/** Interval of a running worker's heartbeats. */
export const HEARTBEAT_MS = 5_000;

/** In SQL: whether the worker of a row of `worker_heartbeat` runs. A heartbeat may be missed, not three. */
export const IS_RUNNING = `ended_at IS NULL AND seen_at > now() - interval '${(3 * HEARTBEAT_MS) / 1_000} seconds'`;

/** What a worker has written results of since its last heartbeat. */
export type Settled = { messages: boolean; reports: boolean };

/**
 * Records that the worker runs and whether its queues move. Killed ones remove nothing: that is housekeeping's. One that was
 * found dead while it only stood still is running again.
 */
export async function beat(worker: string, { messages, reports }: Settled): Promise<void> {
  await pool().query(
    `INSERT INTO worker_heartbeat AS h (id, host, started_at, seen_at, message_settled_at, report_settled_at)
     VALUES ($1, $2, now(), now(), CASE WHEN $3 THEN now() END, CASE WHEN $4 THEN now() END)
     ON CONFLICT (id) DO UPDATE
     SET seen_at = now(), ended_at = NULL,
         message_settled_at = COALESCE(excluded.message_settled_at, h.message_settled_at),
         report_settled_at = COALESCE(excluded.report_settled_at, h.report_settled_at)`,
    [worker, os.hostname(), messages, reports],
  );
}

/** Removes a worker that stops. */
export async function endHeartbeat(worker: string): Promise<void> {
  await pool().query('DELETE FROM worker_heartbeat WHERE id = $1', [worker]);
}
