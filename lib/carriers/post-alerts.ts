import type { Dispatcher } from 'undici';
import { pool } from '../database/db';
import { env } from '../runtime/env';
import { logger } from '../runtime/logger';
import { post } from '../webhooks/post';
import type { AlertKind } from './alert-rules';

const MAX_ATTEMPTS = 5;
/** First delay before a retry, doubled each time. */
const RETRY_S = 10;
const BATCH = 20;

type Due = {
  id: string;
  carrier: string;
  kind: AlertKind;
  detail: string;
  openedAt: Date;
  closedAt: Date | null;
  isOpening: boolean;
  attempt: number;
};

/** Claims openings, then closings, that are not posted yet. Older ones say nothing about the state now. */
const CLAIM = `
  UPDATE carrier_alert a SET post_attempts = a.post_attempts + 1,
         next_post_at = now() + interval '${RETRY_S} seconds' * power(2, a.post_attempts)
  FROM (SELECT id FROM carrier_alert
        WHERE next_post_at <= now() AND post_attempts < ${MAX_ATTEMPTS}
          AND coalesce(closed_at, opened_at) > now() - interval '1 hour'
          AND (opening_posted_at IS NULL OR (closed_at IS NOT NULL AND closing_posted_at IS NULL))
        ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) due
  WHERE a.id = due.id
  RETURNING a.id, a.carrier, a.kind, a.detail, a.opened_at AS "openedAt", a.closed_at AS "closedAt",
            a.opening_posted_at IS NULL AS "isOpening", a.post_attempts AS attempt`;

/**
 * Posts alerts that opened or closed to ALERT_WEBHOOK_URL, each until it is accepted, at most five times. Nothing without
 * that setting. Returns the number of those accepted.
 */
export async function postAlerts(agent: Dispatcher): Promise<number> {
  const { ALERT_WEBHOOK_URL: url } = env();
  if (!url) return 0;
  const { rows } = await pool().query<Due>(CLAIM);
  const results = await Promise.all(rows.map((alert) => postAlert(new URL(url), alert, agent)));
  return results.filter(Boolean).length;
}

async function postAlert(url: URL, alert: Due, agent: Dispatcher): Promise<boolean> {
  const { id, isOpening, attempt, carrier } = alert;
  const { httpStatus, error } = await post({
    origin: url.origin,
    path: url.pathname + url.search,
    headers: { 'content-type': 'application/json', 'user-agent': 'Postern' },
    body: JSON.stringify(bodyOf(alert)),
    agent,
  });
  if (httpStatus !== null && httpStatus >= 200 && httpStatus < 300) {
    // The closing of an alert whose opening was posted just now is due at once.
    const column = isOpening ? 'opening_posted_at' : 'closing_posted_at';
    await pool().query(
      `UPDATE carrier_alert SET ${column} = now(), post_attempts = 0, next_post_at = now() WHERE id = $1`,
      [id],
    );
    return true;
  }
  const level = attempt >= MAX_ATTEMPTS ? 'error' : 'warn';
  logger()[level]({ carrier, httpStatus, error, attempt }, 'ALERT_WEBHOOK_URL did not accept an alert');
  return false;
}

const TITLES: Record<AlertKind, string> = {
  down: 'is down',
  delivery_rate: 'has a low delivery rate',
  queue_age: 'has an old queue',
};

/** `text` is what chat systems show. */
function bodyOf({ id, carrier, kind, detail, openedAt, closedAt, isOpening }: Due): object {
  const text = isOpening
    ? `Carrier ${carrier} ${TITLES[kind]}: ${detail}`
    : `Resolved: carrier ${carrier} ${TITLES[kind]}.`;
  return {
    type: isOpening ? 'carrier.alert.opened' : 'carrier.alert.closed',
    timestamp: new Date().toISOString(),
    text,
    data: {
      id,
      carrier,
      kind,
      detail,
      opened_at: openedAt.toISOString(),
      closed_at: isOpening ? null : (closedAt?.toISOString() ?? null),
    },
  };
}
