import type { Dispatcher } from 'undici';
import { pool } from '../database/db';
import { env } from '../runtime/env';
import { logger } from '../runtime/logger';
import { post } from './post';
import { isWebhookSuccess } from './rules';

const MAX_ATTEMPTS = 5;
/** First delay before a retry, doubled each time. */
const RETRY_S = 10;
const BATCH = 20;

type Due = {
  accountId: string;
  account: string;
  target: string;
  endpoint: string | null;
  url: string;
  reason: 'gone' | 'failing';
  lastFailure: string;
  failingSince: Date;
  disabledAt: Date;
};

const CLAIM = `
  UPDATE webhook_state s SET notify_attempts = s.notify_attempts + 1,
         next_notify_at = now() + interval '${RETRY_S} seconds' * power(2, s.notify_attempts)
  FROM (SELECT w.account_id, w.target, a.name AS account, e.name AS endpoint, COALESCE(e.url, w.target) AS url
        FROM webhook_state w JOIN account a ON a.id = w.account_id
        LEFT JOIN webhook_endpoint e ON e.account_id = w.account_id AND e.id::text = w.target
        WHERE w.disabled_at > now() - interval '1 hour' AND w.notified_at IS NULL AND w.notify_attempts < ${MAX_ATTEMPTS}
          AND w.next_notify_at <= now()
        ORDER BY w.disabled_at LIMIT ${BATCH} FOR UPDATE OF w SKIP LOCKED) due
  WHERE s.account_id = due.account_id AND s.target = due.target
  RETURNING s.account_id AS "accountId", due.account, s.target, due.endpoint, due.url, s.disabled_reason AS reason,
            s.last_failure AS "lastFailure", s.failing_since AS "failingSince", s.disabled_at AS "disabledAt"`;

/**
 * Posts to ALERT_WEBHOOK_URL which endpoints and URLs were disabled in the last hour, each until it is accepted, at most five
 * times. Nothing without that setting. Any number of workers may do this at once. Returns the number of those accepted.
 */
export async function postTargetNotices(agent: Dispatcher): Promise<number> {
  const { ALERT_WEBHOOK_URL: url } = env();
  if (!url) return 0;
  const { rows } = await pool().query<Due>(CLAIM);
  const results = await Promise.all(rows.map((due) => postNotice(new URL(url), due, agent)));
  return results.filter(Boolean).length;
}

async function postNotice(url: URL, due: Due, agent: Dispatcher): Promise<boolean> {
  const { httpStatus, error } = await post({
    ...{ origin: url.origin, path: url.pathname + url.search, agent },
    headers: { 'content-type': 'application/json', 'user-agent': 'Postern' },
    body: JSON.stringify(noticeBody(due)),
  });
  if (httpStatus === null || !isWebhookSuccess(httpStatus)) {
    logger().warn({ httpStatus, error }, 'ALERT_WEBHOOK_URL did not accept the notice of a disabled webhook');
    return false;
  }
  await pool().query('UPDATE webhook_state SET notified_at = now() WHERE account_id = $1 AND target = $2', [
    due.accountId,
    due.target,
  ]);
  return true;
}

const REASONS: Record<Due['reason'], string> = {
  gone: 'the receiver responded 410 Gone',
  failing: 'it has failed for 5 days',
};

/** `text` is what chat systems show. Without the query of the URL, which may contain credentials. */
function noticeBody({ accountId, account, target, endpoint, url, reason, ...times }: Due): object {
  const { origin, pathname } = new URL(url);
  const shown = `${origin}${pathname}`;
  return {
    type: 'webhook.disabled',
    timestamp: new Date().toISOString(),
    text: `Webhook ${endpoint ?? shown} of account ${account} was disabled: ${REASONS[reason]}.`,
    data: {
      ...{
        account_id: accountId,
        account,
        endpoint_id: endpoint === null ? null : target,
        endpoint,
        url: shown,
        reason,
      },
      last_failure: times.lastFailure,
      failing_since: times.failingSince.toISOString(),
      disabled_at: times.disabledAt.toISOString(),
    },
  };
}
