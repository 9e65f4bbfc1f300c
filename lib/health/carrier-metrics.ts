import { longPool } from '../database/db';
import { floorOf, floors } from '../queue/floors';

/** Queued messages of a carrier are counted to this many rows. */
const MAX_COUNTED = 100_000;

const READ = `
  SELECT c.name AS carrier, c.kind::text, c.state::text, b.binds, b.bound, b.throttled, b."window", b."windowUsed",
         q.queued, o."oldestSeconds", t.submitted, t.rejected,
         t.throttled AS throttles, t.unknown, t.delivered, t.failed, t.received,
         (SELECT count(*)::int FROM carrier_alert a WHERE a.carrier = c.name AND a.closed_at IS NULL) AS alerts
  FROM carrier c
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS binds, count(*) FILTER (WHERE b.state IN ('bound', 'throttled'))::int AS bound,
           count(*) FILTER (WHERE b.state = 'throttled')::int AS "throttled",
           coalesce(sum(b.window), 0)::int AS "window", coalesce(sum(b.window_used), 0)::int AS "windowUsed"
    FROM carrier_bind b WHERE b.carrier_id = c.id AND b.leased_until > now()) b
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(w.size), 0)::int AS queued FROM (
      SELECT w.size FROM message_queue w
      WHERE w.carrier = c.name AND (NOT w.scheduled OR w.run_at <= now()) LIMIT ${MAX_COUNTED}) w) q
  CROSS JOIN LATERAL (
    SELECT coalesce(extract(epoch FROM now() - min(w.run_at)), 0)::float8 AS "oldestSeconds"
    FROM generate_series(0, 2) AS p(priority)
    CROSS JOIN LATERAL (
      SELECT w.run_at FROM message_queue w
      WHERE w.carrier = c.name AND w.priority = p.priority AND w.run_at <= now()
        AND w.run_at >= ${floorOf('$1', 'c.name', 'p.priority')} ORDER BY w.run_at, w.id LIMIT 1) w) o
  LEFT JOIN carrier_total t ON t.carrier = c.name
  ORDER BY c.name`;

type Row = Record<string, string | number | null>;
type Metric = { name: string; type: 'gauge' | 'counter'; help: string; value: (row: Row) => string | number };

const METRICS: Metric[] = [
  gauge('binds', 'Binds that a worker owns.', 'binds'),
  gauge('bound', 'Binds that are bound, throttled ones included.', 'bound'),
  gauge('binds_throttled', 'Binds that the carrier throttles now.', 'throttled'),
  gauge('window', 'Messages that may wait for their response, over all binds.', 'window'),
  gauge('window_used', 'Messages that wait for their response.', 'windowUsed'),
  gauge('queued', 'Messages waiting to be handed to the carrier.', 'queued'),
  gauge('queue_oldest_seconds', 'Age of the oldest due message.', 'oldestSeconds'),
  gauge('alerts', 'Open alerts.', 'alerts'),
  counter('submitted', 'Messages that the carrier accepted.', 'submitted'),
  counter('rejected', 'Messages that the carrier rejected at once.', 'rejected'),
  counter('throttled', 'Submissions that the carrier throttled.', 'throttles'),
  counter('unknown', 'Submissions with an unknown outcome.', 'unknown'),
  counter('delivered', 'Receipts with the status delivered.', 'delivered'),
  counter('failed', 'Receipts with another final status.', 'failed'),
  counter('received', 'Messages received from the carrier.', 'received'),
];

function gauge(name: string, help: string, column: string): Metric {
  return { name: `postern_carrier_${name}`, type: 'gauge', help, value: (row) => row[column] ?? 0 };
}

function counter(name: string, help: string, column: string): Metric {
  return { name: `postern_carrier_${name}_total`, type: 'counter', help, value: (row) => row[column] ?? 0 };
}

/** Returns the state and the counters of each carrier in Prometheus' text format. Names of carriers need no escaping. */
export async function carrierMetrics(): Promise<string> {
  const { rows } = await longPool().query<Row>(READ, [floors().toParameter()]);
  const active = rows.map(({ carrier, kind, state }) => {
    return `postern_carrier_active{carrier="${carrier}",kind="${kind}"} ${state === 'active' ? 1 : 0}`;
  });
  const lines = METRICS.flatMap(({ name, type, help, value }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...rows.map((row) => `${name}{carrier="${row.carrier}"} ${value(row)}`),
  ]);
  const head = ['# HELP postern_carrier_active Whether the carrier is neither paused nor draining.'];
  return `${[...head, '# TYPE postern_carrier_active gauge', ...active, ...lines].join('\n')}\n`;
}
