import { pool } from '../database/db';
import { closeOverdue, PARTS_WAIT } from '../received/overdue';
import { REMEMBERED } from '../received/repetitions';
import { keepPartitions } from '../webhooks/partitions';
import { KEPT_HOURS } from '../webhooks/receiver/rules';

/** How often rows past their retention are deleted. */
export const HOUSEKEEPING_MS = 60_000;
export const HOUSEKEEPING_BATCH = 5_000;
/** Secrets are kept this long after their end, so that a refusal can name the key they belonged to. */
const ENDED_SECRETS_KEPT = "interval '1 day'";
const REFUSALS_KEPT = "interval '30 days'";
const SECURITY_EVENTS_KEPT = "interval '90 days'";
/** Longer than the browser keeps the cookie. */
const DEVICES_KEPT = "interval '181 days'";
/** Kept so that an old link shows its state. */
const INVITATIONS_KEPT = "interval '90 days'";
/** Charts show seven days. */
const CARRIER_MINUTES_KEPT = "interval '30 days'";
const RESENDS_KEPT = "interval '30 days'";
/** A month that is counted, and the one before. */
const LIMIT_USE_KEPT = '62';
const FEED_KEPT = "interval '30 days'";
/** Health of endpoints shows a day. */
const WEBHOOK_HOURS_KEPT = "interval '2 days'";
const WORKERS_KEPT = "interval '1 day'";
/** Receipts without a message are shown to operators for this long. */
const PARKED_RECEIPTS_KEPT = "interval '30 days'";

/** Of URLs that callers used for one message, and of endpoints that were removed. */
const TARGET_STATES_KEPT = "interval '10 days'";

/** What is deleted: table, columns that identify a row, and the condition. */
const DUE = [
  ['request_signature', 'ctid', 'expires_at < now()'],
  ['idempotency_key', 'ctid', 'expires_at < now()'],
  ['api_key_secret', 'id', `valid_until < now() - ${ENDED_SECRETS_KEPT}`],
  ['session', 'id', 'expires_at < now()'],
  ['one_time_token', 'id', 'expires_at < now()'],
  ['invitation', 'id', `expires_at < now() - ${INVITATIONS_KEPT}`],
  ['refusal', 'id', `last_at < now() - ${REFUSALS_KEPT}`],
  ['security_event', 'id', `last_at < now() - ${SECURITY_EVENTS_KEPT}`],
  ['known_device', 'id', `last_seen_at < now() - ${DEVICES_KEPT}`],
  ['used_challenge', 'ctid', 'expires_at < now()'],
  ['carrier_minute', 'ctid', `minute < now() - ${CARRIER_MINUTES_KEPT}`],
  ['webhook_hour', 'ctid', `hour < now() - ${WEBHOOK_HOURS_KEPT}`],
  ['worker_heartbeat', 'id', `seen_at < now() - ${WORKERS_KEPT}`],
  ['receipt', 'id', `message_id IS NULL AND received_at < now() - ${PARKED_RECEIPTS_KEPT}`],
  ['receiver_request', 'id', `received_at < now() - interval '${KEPT_HOURS} hours'`],
  ['webhook_resend', 'id', `state <> 'running' AND updated_at < now() - ${RESENDS_KEPT}`],
  ['limit_use', 'ctid', `starts_on <> '1970-01-01' AND starts_on < current_date - ${LIMIT_USE_KEPT}`],
  ['limit_notice', 'ctid', `starts_on < current_date - ${LIMIT_USE_KEPT}`],
  ['limit_lease', 'ctid', "expires_at < now() - interval '1 day'"],
  ['recipient_use', 'ctid', 'day < current_date - 1'],
  ['report_feed', 'id', `id < lowest_id_at(now() - ${FEED_KEPT})`],
  ['received_part', 'ctid', `assembled AND received_at < now() - ${PARTS_WAIT}`],
  ['webhook_state', 'ctid', `disabled_at IS NULL AND last_failure_at < now() - ${TARGET_STATES_KEPT}`],
  ['received_once', 'ctid', `at < now() - ${REMEMBERED}`],
] as const;

/**
 * Clears away what has had its time: signatures and idempotency keys that can no longer be replayed, secrets that a rotation ended, sessions,
 * links and invitations that are over, refusals of more than 30 days, receipts without a message of more than 30 days, such as those of a message that was submitted twice and is known by
 * its other id. Creates partitions of the log of deliveries and drops old ones. Stores long messages that are still incomplete after a day. Bounded per table and run; any number of workers may run it at once. Returns the rows removed.
 */
export async function clearExpired(): Promise<number> {
  let removed = await closeOverdue();
  await keepPartitions();
  for (const [table, id, condition] of DUE) {
    const { rowCount } = await pool().query(
      `DELETE FROM ${table} WHERE ${id} = ANY(ARRAY(
         SELECT ${id} FROM ${table} WHERE ${condition} LIMIT ${HOUSEKEEPING_BATCH} FOR UPDATE SKIP LOCKED))`,
    );
    removed += rowCount ?? 0;
  }
  return removed;
}
