import { pool } from '../database/db';
import { IS_RUNNING } from './heartbeat';
import { distinctLanes, isDue } from './lease';

/** A queue is stuck when its oldest job has been due this long and no result was written meanwhile. */
export const STUCK_AFTER_MS = 60_000;
/** Workers lost within ten minutes that make "restarts repeatedly". */
const MANY_LOST = 3;

/** What the database shows of all workers together. */
export type WorkerFacts = {
  /** The database's clock. */
  now: Date;
  running: number;
  /** Workers found dead within the last 10 minutes. */
  lost: number;
  /** Since when the oldest job of each queue has been due; null when none is. */
  messageDueAt: Date | null;
  reportDueAt: Date | null;
  /** Last results written by any worker. */
  messageSettledAt: Date | null;
  reportSettledAt: Date | null;
};

export type WorkerHealth = {
  /** `stopped`: no worker is running. `stuck`: one runs, yet a queue does not move. `restarting`: several died lately. */
  status: 'working' | 'restarting' | 'stuck' | 'stopped';
  /** Workers that ended by themselves within the last 10 minutes. */
  lost: number;
  /** Of queues that do not move: since when the oldest job has been due. */
  messagesWaitingSince: Date | null;
  reportsWaitingSince: Date | null;
};

/** In SQL: a queue with a result after this time moves, and is not read. */
const NOT_STUCK = `now() - interval '${STUCK_AFTER_MS} milliseconds'`;

const FACTS = `
  WITH RECURSIVE carrier AS (${distinctLanes('message_queue', 'carrier')}), host AS (${distinctLanes('report_queue', 'host')})
  SELECT now() AS now,
         (SELECT count(*) FROM worker_heartbeat WHERE ${IS_RUNNING})::int AS running,
         (SELECT count(*) FROM worker_heartbeat WHERE ended_at > now() - interval '10 minutes')::int AS lost,
         CASE WHEN s."messageSettledAt" > ${NOT_STUCK} THEN NULL ELSE
           (SELECT min(m.run_at) FROM carrier c, unnest('{0,1,2}'::smallint[]) p, LATERAL (
            SELECT q.run_at FROM message_queue q WHERE q.carrier = c.name AND q.priority = p AND ${isDue('q')}
            ORDER BY q.run_at LIMIT 1) m) END AS "messageDueAt",
         CASE WHEN s."reportSettledAt" > ${NOT_STUCK} THEN NULL ELSE
           (SELECT min(r.run_at) FROM host h, LATERAL (
            SELECT q.run_at FROM report_queue q WHERE q.host = h.name AND ${isDue('q')} ORDER BY q.run_at LIMIT 1) r) END
           AS "reportDueAt",
         s."messageSettledAt", s."reportSettledAt"
  FROM (SELECT max(message_settled_at) AS "messageSettledAt", max(report_settled_at) AS "reportSettledAt" FROM worker_heartbeat) s`;

/** How the workers of this installation are doing. Reads no account's data. */
export async function workerHealth(): Promise<WorkerHealth> {
  const { rows } = await pool().query<WorkerFacts>(FACTS);
  const [facts] = rows;
  if (!facts) throw new Error('an aggregate returned no row');
  return judgeWorkers(facts);
}

export function judgeWorkers(facts: WorkerFacts): WorkerHealth {
  const { now, running, lost } = facts;
  const messagesWaitingSince = waitingSince(now, facts.messageDueAt, facts.messageSettledAt);
  const reportsWaitingSince = waitingSince(now, facts.reportDueAt, facts.reportSettledAt);
  const status =
    running === 0
      ? 'stopped'
      : messagesWaitingSince || reportsWaitingSince
        ? 'stuck'
        : lost >= MANY_LOST
          ? 'restarting'
          : 'working';
  return { status, lost, messagesWaitingSince, reportsWaitingSince };
}

function waitingSince(now: Date, dueAt: Date | null, settledAt: Date | null): Date | null {
  const isLong = (at: Date) => now.getTime() - at.getTime() >= STUCK_AFTER_MS;
  return dueAt && isLong(dueAt) && (!settledAt || isLong(settledAt)) ? dueAt : null;
}

/** What is wrong, a sentence each, with times in ISO 8601; empty when the workers do their work. */
export function workerProblems(health: WorkerHealth): string[] {
  const { status, lost, messagesWaitingSince, reportsWaitingSince } = health;
  const problems: string[] = [];
  if (status === 'stopped') problems.push('No worker is running: messages and delivery reports wait in their queues.');
  if (lost >= MANY_LOST) {
    problems.push(
      `The worker restarts repeatedly: it ended by itself ${lost} times within 10 minutes. Its log has the cause.`,
    );
  }
  if (messagesWaitingSince) problems.push(`Messages have been waiting since ${messagesWaitingSince.toISOString()}.`);
  if (reportsWaitingSince) {
    problems.push(`Delivery reports have been waiting since ${reportsWaitingSince.toISOString()}.`);
  }
  return problems;
}

/** The workers as the ready endpoint shows them. */
export function workerHealthJson(health: WorkerHealth) {
  return {
    status: health.status,
    lost_in_10_minutes: health.lost,
    messages_waiting_since: health.messagesWaitingSince?.toISOString() ?? null,
    reports_waiting_since: health.reportsWaitingSince?.toISOString() ?? null,
  };
}
