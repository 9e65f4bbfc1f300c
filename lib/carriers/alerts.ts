import type { Dispatcher } from 'undici';
import { newId } from '../base/ids';
import { pool } from '../database/db';
import { floorOf, floors, type Oldest } from '../queue/floors';
import { env } from '../runtime/env';
import { type AlertInput, type AlertKind, wantedAlerts } from './alert-rules';
import { postAlerts } from './post-alerts';

type Measured = AlertInput & {
  oldest: Oldest;
  carrier: string;
  open: { id: string; kind: AlertKind; detail: string }[];
};
type Row = Omit<Measured, 'outage'> & { outage: { since: string; reason: string } | null };

const MEASURE = {
  name: 'measure-alerts',
  text: `
    SELECT c.name AS carrier, c.state,
           (SELECT json_build_object('since', x.since, 'reason', x.reason) FROM carrier_outage x
            WHERE x.carrier = c.name AND c.state <> 'paused') AS outage,
           o."oldestQueuedAt", o.oldest, m.recent, m.usual,
           (SELECT coalesce(json_agg(json_build_object('id', a.id, 'kind', a.kind, 'detail', a.detail)), '[]')
            FROM carrier_alert a WHERE a.carrier = c.name AND a.closed_at IS NULL) AS open
    FROM carrier c
    CROSS JOIN LATERAL (
      SELECT min(w.run_at) AS "oldestQueuedAt", array_agg(to_json(w.run_at) #>> '{}' ORDER BY p.priority) AS oldest
      FROM generate_series(0, 2) AS p(priority) LEFT JOIN LATERAL (
        SELECT w.run_at FROM message_queue w
        WHERE w.carrier = c.name AND w.priority = p.priority AND w.run_at <= now()
          AND w.run_at >= ${floorOf('$1', 'c.name', 'p.priority')}
        ORDER BY w.run_at, w.id LIMIT 1) w ON true) o
    CROSS JOIN LATERAL (
      SELECT json_build_object('delivered', coalesce(sum(d) FILTER (WHERE isRecent), 0),
                               'failed', coalesce(sum(f) FILTER (WHERE isRecent), 0)) AS recent,
             json_build_object('delivered', coalesce(sum(d) FILTER (WHERE NOT isRecent), 0),
                               'failed', coalesce(sum(f) FILTER (WHERE NOT isRecent), 0)) AS usual
      FROM (SELECT m.delivered AS d, m.failed AS f, m.minute > now() - interval '15 minutes' AS isRecent
            FROM carrier_minute m WHERE m.carrier = c.name AND m.minute > now() - interval '24 hours 15 minutes') m) m`,
};

const CLOSE = `
  UPDATE carrier_alert SET closed_at = now(), post_attempts = 0, next_post_at = now()
  WHERE closed_at IS NULL AND (id = ANY($1::uuid[]) OR NOT EXISTS (SELECT FROM carrier c WHERE c.name = carrier_alert.carrier))`;

/** Evaluates the alerts and posts those that opened or closed through `agent`. For workers. */
export async function checkAlerts(agent: Dispatcher): Promise<void> {
  await evaluateAlerts();
  await postAlerts(agent);
}

/**
 * Opens and closes alerts of carriers as they are now. For workers, every few seconds; safe to run in several at once.
 * Returns the numbers of those that it opened and closed.
 */
export async function evaluateAlerts(now = new Date()): Promise<{ opened: number; closed: number }> {
  const { rows } = await pool().query<Row>({ ...MEASURE, values: [floors().toParameter()] });
  const opening: { carrier: string; kind: AlertKind; detail: string }[] = [];
  const closing: string[] = [];
  const queueLimitMs = env().ALERT_QUEUE_SECONDS * 1_000;
  for (const { carrier, open, outage, oldest, ...row } of rows) {
    floors().learn(carrier, oldest);
    const input = { ...row, outage: outage && { ...outage, since: new Date(outage.since) } };
    const wanted = wantedAlerts(input, new Set(open.map(({ kind }) => kind)), { now, queueLimitMs });
    for (const [kind, detail] of wanted) {
      if (!open.some((alert) => alert.kind === kind)) opening.push({ carrier, kind, detail });
    }
    closing.push(...open.filter(({ kind }) => !wanted.has(kind)).map(({ id }) => id));
  }
  return { opened: await openAlerts(opening), closed: await closeAlerts(closing) };
}

async function openAlerts(alerts: { carrier: string; kind: AlertKind; detail: string }[]): Promise<number> {
  if (alerts.length === 0) return 0;
  const { rowCount } = await pool().query(
    `INSERT INTO carrier_alert (id, carrier, kind, detail)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::carrier_alert_kind[], $4::text[]) ON CONFLICT DO NOTHING`,
    [
      alerts.map(() => newId()),
      alerts.map(({ carrier }) => carrier),
      alerts.map(({ kind }) => kind),
      alerts.map(({ detail }) => detail),
    ],
  );
  return rowCount ?? 0;
}

/** Also closes those of carriers that were removed. */
async function closeAlerts(ids: string[]): Promise<number> {
  const { rowCount } = await pool().query(CLOSE, [ids]);
  return rowCount ?? 0;
}
