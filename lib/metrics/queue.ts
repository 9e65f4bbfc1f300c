import { pool } from '../db';
import { IS_RUNNING } from '../worker/heartbeat';

/** Counted no further: what matters beyond is that there are many. */
const MAX_COUNTED = 100_000;

const COUNTS = `
  SELECT (SELECT count(*) FROM (SELECT FROM message WHERE status = 'queued' LIMIT ${MAX_COUNTED}) q)::int AS queued,
         (SELECT count(*) FROM (SELECT FROM message WHERE status = 'scheduled' LIMIT ${MAX_COUNTED}) s)::int AS scheduled,
         (SELECT count(*) FROM (SELECT FROM delivery_report WHERE state = 'pending' LIMIT ${MAX_COUNTED}) r)::int AS reports,
         (SELECT count(*) FROM worker_heartbeat WHERE ${IS_RUNNING})::int AS workers`;

const HELP: Record<string, string> = {
  queued: 'Messages waiting to be handed to a carrier.',
  scheduled: 'Messages waiting for their time to be sent.',
  reports: 'Delivery reports waiting to be taken by a webhook.',
  workers: 'Workers seen within the last 15 seconds.',
};

/** What waits in the database now, for all processes together, in Prometheus' text format; counts end at 100,000. */
export async function queueMetrics(): Promise<string> {
  const { rows } = await pool().query<Record<string, number>>(COUNTS);
  return Object.entries(rows[0] ?? {})
    .map(([name, count]) => {
      const metric = `postern_${name === 'workers' ? name : `waiting_${name}`}`;
      return `# HELP ${metric} ${HELP[name]}\n# TYPE ${metric} gauge\n${metric} ${count}\n`;
    })
    .join('\n');
}
