import type pg from 'pg';
import { pool } from '../database/db';

/** A table whose rows are jobs. Its primary key is `id`. */
export type JobQueue = {
  table: 'message' | 'delivery_report';
  /** Column of the time at which a job is due. */
  dueAt: 'run_at' | 'next_attempt_at';
  /** Column of the status, and its value while a job is in the queue. The queue's partial indexes repeat the two. */
  status: { column: 'status'; open: 'queued' | 'scheduled' } | { column: 'state'; open: 'pending' };
};

/**
 * A queue whose jobs workers claim under leases. The column `lease_owner` holds the worker's id. The end of a lease has no
 * column of its own: a claim moves the time at which the job is due past it, so that the jobs of a worker that died are due
 * again without anything being written.
 */
export type LeasedQueue = JobQueue & {
  leaseSeconds: number;
  /** SQL: at what time a job is due after its worker was lost. It keeps its former position in the queue. */
  dueAfterLoss: string;
  /** SQL condition that every job meets, on the column before `dueAt` in the queue's index. */
  indexPrefix?: string;
};

/** SQL condition of a job that is in the queue. */
export function isOpen({ status }: JobQueue, alias?: string): string {
  return `${qualified(status.column, alias)} = '${status.open}'`;
}

/** SQL condition of a job that may be claimed. */
export function isDue(queue: JobQueue, alias?: string): string {
  return `${isOpen(queue, alias)} AND ${qualified(queue.dueAt, alias)} <= now()`;
}

/** SQL expression for a due job: whether the lease of a worker ended without an outcome. */
export const WAS_LOST = 'lease_owner IS NOT NULL';

/** SQL assignments by which a claim leases a job to `worker`, a placeholder. */
export function takeLease(queue: LeasedQueue, worker: string): string {
  return `lease_owner = ${worker}, ${extendLease(queue)}`;
}

/** SQL assignment by which a job's outcome, or its return to the queue, ends the lease. */
export const END_LEASE = 'lease_owner = NULL';

/**
 * SQL condition that fences writes about claimed jobs: only the worker that holds the lease (a placeholder) passes. A worker
 * that slept past its lease changes nothing, since the next claim has made another one the owner.
 */
export function isLeasedTo(queue: LeasedQueue, worker: string, alias?: string): string {
  return `${qualified('lease_owner', alias)} = ${worker} AND ${isOpen(queue, alias)}`;
}

/** SQL that locks the jobs that meet `condition` and returns their ids. Skips those that another transaction has locked. */
export function lockJobs({ table }: JobQueue, condition: string, order = ''): string {
  return `SELECT id FROM ${table} WHERE ${condition} ${order} FOR NO KEY UPDATE SKIP LOCKED`;
}

/** Extends the leases of jobs that `worker` still holds. A job that is being settled is locked and needs no extension. */
export async function extendLeases(queue: LeasedQueue, worker: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const held = lockJobs(queue, `id = ANY($2::uuid[]) AND ${isLeasedTo(queue, '$1')}`);
  await pool().query(`UPDATE ${queue.table} SET ${extendLease(queue)} WHERE id IN (${held})`, [worker, ids]);
}

/**
 * Makes the jobs of workers that died due at once and returns how many there were. The owner stays on the rows, so that the
 * next claim records the lost attempt. A worker that is alive after all loses its leases: the fence rejects its results
 * once a job is claimed again.
 */
export async function freeJobs(client: pg.ClientBase, queue: LeasedQueue, workers: readonly string[]): Promise<number> {
  const { table, dueAt, leaseSeconds, indexPrefix = 'true' } = queue;
  // A leased job is due within the length of a lease: the queue's index finds it without reading all that waits.
  const held = lockJobs(
    queue,
    `${isOpen(queue)} AND ${indexPrefix} AND ${dueAt} > now() AND ${dueAt} <= ${leaseEnd(leaseSeconds)}
       AND lease_owner = ANY($1::uuid[])`,
  );
  const { rowCount } = await client.query(
    `UPDATE ${table} SET ${dueAt} = ${queue.dueAfterLoss} WHERE id IN (${held})`,
    [workers],
  );
  return rowCount ?? 0;
}

function extendLease({ dueAt, leaseSeconds }: LeasedQueue): string {
  return `${dueAt} = ${leaseEnd(leaseSeconds)}`;
}

function leaseEnd(seconds: number): string {
  return `now() + interval '${seconds} seconds'`;
}

function qualified(column: string, alias: string | undefined): string {
  return alias === undefined ? column : `${alias}.${column}`;
}
