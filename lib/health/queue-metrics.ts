import { longPool } from '../database/db';
import { floorOf, floors } from '../queue/floors';
import { IS_RUNNING } from '../queue/heartbeat';
import { distinctLanes, type LeasedQueue, otherLanes } from '../queue/lease';
import { WORKER_EVENTS, type WorkerEvent } from '../queue/worker-events';
import { reportFailures } from './report-failures';

/** Rows of a queue that are counted at most: what matters beyond is that there are many. */
const MAX_COUNTED = 100_000;

const jobs = (table: LeasedQueue['table'], condition: string) =>
  `(SELECT COALESCE(sum(size), 0) FROM (SELECT size FROM ${table} WHERE ${condition} LIMIT ${MAX_COUNTED}) j)::int`;

const COUNTS = `
  SELECT ${jobs('message_queue', 'run_at <= now()')} AS queued, ${jobs('message_queue', 'scheduled AND run_at > now()')} AS scheduled,
         ${jobs('report_queue', 'true')} AS reports,
         (SELECT count(*) FROM worker_heartbeat WHERE ${IS_RUNNING})::int AS workers`;

/** Age of the first row of a queue's lanes, leased or not: one index entry of each lane is read, however many rows wait. */
const oldest = (lanes: string, table: LeasedQueue['table'], isOfLane: string) => `
  COALESCE((SELECT extract(epoch FROM now() - min(f.run_at)) FROM ${lanes}, LATERAL (
    SELECT q.run_at FROM ${table} q WHERE ${isOfLane} ORDER BY q.run_at LIMIT 1) f
    WHERE f.run_at <= now()), 0)::float8`;

const CARRIERS = `
  (SELECT name FROM carrier UNION SELECT name FROM (${otherLanes('message_queue', 'carrier', 'SELECT name FROM carrier')}) o)`;
const OLDEST_DUE = `
  WITH RECURSIVE host AS (${distinctLanes('report_queue', 'host')})
  SELECT ${oldest(
    `${CARRIERS} c, generate_series(0, 2) p`,
    'message_queue',
    `q.carrier = c.name AND q.priority = p AND q.run_at >= ${floorOf('$1', 'c.name', 'p')}`,
  )} AS messages,
         ${oldest('host h', 'report_queue', 'q.host = h.name')} AS reports`;

const HELP: Record<string, string> = {
  queued: 'Messages waiting to be handed to a carrier.',
  scheduled: 'Messages waiting for their time to be sent.',
  reports: 'Delivery reports waiting to be taken by a webhook.',
  workers: 'Workers seen within the last 15 seconds.',
};

/** What waits in the database now, and rare events of all workers, in Prometheus' text format; queues are counted to 100,000 rows. */
export async function queueMetrics(): Promise<string> {
  const { rows } = await longPool().query<Record<string, number>>(COUNTS);
  const waiting = Object.entries(rows[0] ?? {}).map(([name, count]) =>
    metric(name === 'workers' ? name : `waiting_${name}`, 'gauge', HELP[name], count),
  );
  return [...waiting, await oldestDueMetric(), ...(await failureMetrics()), ...(await eventMetrics())].join('\n');
}

/** Seconds for which the oldest job of each queue that is due has no result; 0 when none is due. */
export async function oldestDue(): Promise<{ messages: number; reports: number }> {
  const { rows } = await longPool().query<{ messages: number; reports: number }>(OLDEST_DUE, [floors().toParameter()]);
  return rows[0] ?? { messages: 0, reports: 0 };
}

async function oldestDueMetric(): Promise<string> {
  const name = 'postern_oldest_due_seconds';
  const help = 'For how long the oldest message or delivery report has been due without a result.';
  const values = Object.entries(await oldestDue()).map(([queue, seconds]) => `${name}{queue="${queue}"} ${seconds}`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${values.join('\n')}\n`;
}

async function failureMetrics(): Promise<string[]> {
  const { deadLetters, disabledTargets } = await reportFailures();
  return [
    metric(
      'reports_failed_last_day',
      'gauge',
      'Delivery reports of the last 24 hours that failed for good.',
      deadLetters,
    ),
    metric('webhooks_disabled', 'gauge', 'Webhooks that were disabled because their receiver failed.', disabledTargets),
  ];
}

async function eventMetrics(): Promise<string[]> {
  const { rows } = await longPool().query<{ name: string; count: string }>('SELECT name, count FROM worker_event');
  const counts = new Map(rows.map(({ name, count }) => [name, count]));
  return (Object.keys(WORKER_EVENTS) as WorkerEvent[]).map((name) =>
    metric(`${name}_total`, 'counter', WORKER_EVENTS[name], counts.get(name) ?? 0),
  );
}

function metric(name: string, type: 'gauge' | 'counter', help: string | undefined, value: number | string): string {
  return `# HELP postern_${name} ${help}\n# TYPE postern_${name} ${type}\npostern_${name} ${value}\n`;
}
