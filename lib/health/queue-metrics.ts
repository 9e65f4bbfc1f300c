import { longPool } from '../database/db';
import { IS_RUNNING } from '../queue/heartbeat';
import { isOpen, type JobQueue } from '../queue/lease';
import { MESSAGE_QUEUE, REPORT_QUEUE, SCHEDULE } from '../queue/queues';
import { WORKER_EVENTS, type WorkerEvent } from '../queue/worker-events';

/** Largest count: above it the exact number does not matter. */
const MAX_COUNTED = 100_000;

const COUNTS = `
  SELECT ${countOpen(MESSAGE_QUEUE)} AS queued, ${countOpen(SCHEDULE)} AS scheduled, ${countOpen(REPORT_QUEUE)} AS reports,
         (SELECT count(*) FROM worker_heartbeat WHERE ${IS_RUNNING})::int AS workers`;

const HELP: Record<string, string> = {
  queued: 'Messages waiting to be handed to a carrier.',
  scheduled: 'Messages waiting for their time to be sent.',
  reports: 'Delivery reports waiting to be taken by a webhook.',
  workers: 'Workers seen within the last 15 seconds.',
};

/** What waits in the database now, and rare events of all workers, in Prometheus' text format; queues count to 100,000. */
export async function queueMetrics(): Promise<string> {
  const { rows } = await longPool().query<Record<string, number>>(COUNTS);
  const waiting = Object.entries(rows[0] ?? {}).map(([name, count]) =>
    metric(name === 'workers' ? name : `waiting_${name}`, 'gauge', HELP[name], count),
  );
  return [...waiting, ...(await eventMetrics())].join('\n');
}

async function eventMetrics(): Promise<string[]> {
  const { rows } = await longPool().query<{ name: string; count: string }>('SELECT name, count FROM worker_event');
  const counts = new Map(rows.map(({ name, count }) => [name, count]));
  return (Object.keys(WORKER_EVENTS) as WorkerEvent[]).map((name) =>
    metric(`${name}_total`, 'counter', WORKER_EVENTS[name], counts.get(name) ?? 0),
  );
}

/** SQL: the number of jobs in a queue, at most MAX_COUNTED. */
function countOpen(queue: JobQueue): string {
  return `(SELECT count(*) FROM (SELECT FROM ${queue.table} WHERE ${isOpen(queue)} LIMIT ${MAX_COUNTED}) q)::int`;
}

function metric(name: string, type: 'gauge' | 'counter', help: string | undefined, value: number | string): string {
  return `# HELP postern_${name} ${help}\n# TYPE postern_${name} ${type}\npostern_${name} ${value}\n`;
}
