import { newId } from '@/lib/base/ids';
import { pool } from '@/lib/database/db';

export const LOG_DAYS = 30;
const BATCH = 500_000;
const ENDPOINTS = 3;

/** Partitions of the month before, since those of an installation are created for the time to come. */
const PARTITIONS = `
  DROP TABLE delivery_report_first, webhook_attempt_first;
  SELECT create_report_partitions(week::date)
  FROM generate_series(date_trunc('week', now() AT TIME ZONE 'UTC') - interval '35 days', date_trunc('week', now() AT TIME ZONE 'UTC'),
                       interval '7 days') AS week`;

/**
 * 70 % are of the account, 30 % of those go to its endpoints. Of all, 2 % had another first response than success, half of them
 * failed for good; 2 % of the successes were 204.
 */
const FILL = `
  WITH row AS MATERIALIZED (
    SELECT (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(k % 4096), 3, '0') || 'a' || substr(md5(k::text), 1, 15))::uuid AS id, ms,
           CASE WHEN a < 0.7 THEN $4::uuid ELSE md5(floor(a * 1000)::text)::uuid END AS account_id, a < 0.7 AS mine, p,
           CASE WHEN e < 0.95 THEN 'message.delivered' WHEN e < 0.97 THEN 'message.undelivered' WHEN e < 0.98 THEN 'message.expired'
                WHEN e < 0.985 THEN 'message.rejected' WHEN e < 0.99 THEN 'message.unknown' WHEN e < 0.998 THEN 'message.submitted'
                ELSE 'message.buffered' END AS event,
           CASE WHEN s < 0.98 THEN NULL WHEN s < 0.99 THEN 'failed' WHEN s < 0.999 THEN 'delivered' WHEN s < 0.9995 THEN 'cancelled'
                ELSE 'pending' END AS state
    FROM (SELECT k, floor(extract(epoch FROM now() - interval '${LOG_DAYS} days') * 1000 + k / $3::float8 * ${LOG_DAYS * 86_400_000})::bigint AS ms,
                 random() AS a, random() AS e, random() AS s, random() AS p
          FROM generate_series($1::int, $2::int) AS k) r
  ), report AS (
    INSERT INTO delivery_report (id, account_id, api_key_id, message_id, sequence, url, host, body, state, attempts, created_at,
                                 finished_at, event, endpoint_id)
    SELECT id, account_id, account_id, id, 1, 'https://hooks.example.com/reports', 'hooks.example.com#17',
           json_build_object('type', event, 'data', json_build_object('id', id, 'reference', 'order-' || ms,
             'to', '+3725' || lpad((ms % 10000000)::text, 7, '0'), 'from', 'Postern', 'status', event, 'error', NULL, 'segments', 1,
             'encoding', 'gsm7', 'environment', 'live', 'sequence', 1, 'possible_duplicate', false, 'metadata', NULL,
             'occurred_at', to_timestamp(ms / 1000.0), 'created_at', to_timestamp(ms / 1000.0))),
           state::report_state, CASE state WHEN 'failed' THEN 3 WHEN 'delivered' THEN 2 WHEN 'pending' THEN 2 ELSE 0 END,
           to_timestamp(ms / 1000.0), CASE WHEN state <> 'pending' THEN to_timestamp(ms / 1000.0) END, event,
           CASE WHEN mine AND p < 0.3 THEN ($5::uuid[])[1 + floor(p * 10)::int] END
    FROM row
  )
  INSERT INTO webhook_attempt (report_id, account_id, number, at, duration_ms, http_status, error, response)
  SELECT id, account_id, n, to_timestamp(ms / 1000.0 + n), 12,
         CASE WHEN state IS NULL THEN CASE WHEN p > 0.98 THEN 204 ELSE 200 END WHEN state = 'delivered' AND n = 2 THEN 200
              WHEN p < 0.5 THEN 500 WHEN p < 0.9 THEN 503 WHEN p < 0.95 THEN 404 END, CASE WHEN state = 'failed' AND p >= 0.95 THEN 'timeout' END, 'ok'
  FROM row, generate_series(1, CASE state WHEN 'cancelled' THEN 0 WHEN 'failed' THEN 3 WHEN 'delivered' THEN 2 WHEN 'pending' THEN 2 ELSE 1 END) AS n`;

/** Stores deliveries of a month, most of them the account's. Returns the ids of its endpoints. */
export async function fillLog(accountId: string, count: number): Promise<string[]> {
  const endpointIds = Array.from({ length: ENDPOINTS }, () => newId());
  const client = await pool().connect();
  try {
    await client.query(PARTITIONS);
    await client.query('SET synchronous_commit = off; SET statement_timeout = 0');
    for (let first = 0; first < count; first += BATCH) {
      await client.query(FILL, [first, Math.min(first + BATCH, count) - 1, count, accountId, endpointIds]);
    }
    await client.query('VACUUM ANALYZE delivery_report, webhook_attempt');
  } finally {
    client.release(true);
  }
  return endpointIds;
}
