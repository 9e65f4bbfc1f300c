import { pool } from '../database/db';

/**
 * A queue table. Each of its rows holds up to JOBS_PER_ROW jobs, which a claim leases together. The columns `lease_owner`
 * (the worker's id), `leased_until` and `lost_claims` are in no index, so that a claim adds no index entries; `run_at` is
 * the time from which a row may be claimed and its position in the queue. A row is deleted when its jobs have results.
 */
export type LeasedQueue = {
  table: 'message_queue' | 'report_queue';
  leaseSeconds: number;
};

/** Few enough that a row is not moved to TOAST, and that a worker that dies takes few jobs with it. */
export const JOBS_PER_ROW = 100;

/**
 * SQL condition of a row, under `alias`, that no running worker holds: never claimed, or its lease is over, or its worker
 * was found dead.
 */
export function isFree(alias: string): string {
  return `(${alias}.lease_owner IS NULL OR ${alias}.leased_until <= now()
           OR ${alias}.lease_owner IN (SELECT h.id FROM worker_heartbeat h WHERE h.ended_at IS NOT NULL))`;
}

/** SQL condition of a row that may be claimed now. */
export function isDue(alias: string): string {
  return `${alias}.run_at <= now() AND ${isFree(alias)}`;
}

/**
 * SQL assignments by which a claim leases a row to `worker`, a placeholder. A row that still has an owner was claimed by a
 * worker that died: that claim is counted as lost.
 */
export function takeLease({ leaseSeconds }: LeasedQueue, worker: string, alias: string): string {
  return `lease_owner = ${worker}, leased_until = ${leaseEnd(leaseSeconds)},
          lost_claims = LEAST(${alias}.lost_claims, 32766) + (${alias}.lease_owner IS NOT NULL)::int`;
}

/** SQL expression for the end of a lease that begins now. */
export function leaseEnd(seconds: number): string {
  return `now() + interval '${seconds} seconds'`;
}

/**
 * SQL condition that fences writes about claimed rows: only the worker that holds the lease (a placeholder) passes. A worker
 * that slept past its lease changes nothing, since the next claim has made another one the owner.
 */
export function isLeasedTo(worker: string, alias: string): string {
  return `${alias}.lease_owner = ${worker}`;
}

/** Extends the leases of rows that `worker` still holds. A row that is being settled is locked and needs no extension. */
export async function extendLeases(queue: LeasedQueue, worker: string, rowIds: readonly string[]): Promise<void> {
  if (rowIds.length === 0) return;
  await pool().query(
    `UPDATE ${queue.table} SET leased_until = ${leaseEnd(queue.leaseSeconds)}
     WHERE id IN (SELECT q.id FROM ${queue.table} q WHERE q.id = ANY($2::bigint[]) AND ${isLeasedTo('$1', 'q')}
                  FOR NO KEY UPDATE SKIP LOCKED)`,
    [worker, rowIds],
  );
}

/** SQL array slices of `ids`, a placeholder of an array, with at most JOBS_PER_ROW elements each: a set of `(part)`. */
export function inParts(ids: string): string {
  return `SELECT (${ids})[i : i + ${JOBS_PER_ROW - 1}] AS part
          FROM generate_series(1, cardinality(${ids}), ${JOBS_PER_ROW}) AS i`;
}

/**
 * SQL of a recursive CTE that returns the distinct values of the first column of a queue's index as `name`, with one index
 * descent for each (a loose index scan), however many rows wait. `cte` is its name.
 */
export function distinctLanes(table: LeasedQueue['table'], column: 'carrier' | 'host', cte: string = column): string {
  return `(SELECT q.${column} AS name FROM ${table} q ORDER BY q.${column} LIMIT 1)
    UNION ALL
    SELECT (SELECT q.${column} FROM ${table} q WHERE q.${column} > l.name ORDER BY q.${column} LIMIT 1)
    FROM ${cte} l WHERE l.name IS NOT NULL`;
}

/**
 * SQL of a query that returns as `name` the distinct values of the first column of a queue's index that the query `known`
 * does not return as `name`. Reads no row of those, not even index entries of deleted ones.
 */
export function otherLanes(table: LeasedQueue['table'], column: 'carrier' | 'host', known: string): string {
  const next = (low: string, high: string) => `
    (SELECT q.${column} AS name FROM ${table} q WHERE q.${column} > ${low} AND q.${column} < ${high} ORDER BY q.${column} LIMIT 1)
    UNION ALL
    (SELECT q.${column} FROM ${table} q WHERE ${high} IS NULL AND q.${column} > ${low} ORDER BY q.${column} LIMIT 1)`;
  return `WITH RECURSIVE gap AS MATERIALIZED (
      SELECT k.name AS low, lead(k.name) OVER (ORDER BY k.name) AS high FROM (SELECT '' AS name UNION ${known}) k
    ), other AS (
      SELECT n.name, g.high FROM gap g, LATERAL (${next('g.low', 'g.high')}) n
      UNION ALL
      SELECT n.name, o.high FROM other o, LATERAL (${next('o.name', 'o.high')}) n
    )
    SELECT name FROM other`;
}
