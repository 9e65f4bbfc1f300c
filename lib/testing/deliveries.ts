import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import type { DeliveryState } from '../webhooks/log/schema';

export type SeededDeliveries = {
  accountId: string;
  apiKeyId: string | null;
  at: Date;
  count: number;
  event?: string;
  endpointId?: string | null;
  messageId?: string;
  to?: string;
  /** Of the attempts, null without a response; one with 200 unless given. */
  statuses?: readonly (number | null)[];
  /** Absent: as when all attempts are of reports that were not written again. */
  state?: DeliveryState;
};

/** Inserts deliveries as fan-out and worker leave them, the pending ones queued. Returns their ids. */
export async function seedDeliveries(options: SeededDeliveries): Promise<string[]> {
  const {
    accountId,
    apiKeyId,
    at,
    count,
    event = 'message.delivered',
    endpointId = null,
    to = '+37255555555',
  } = options;
  const { statuses = [200], state = null, messageId } = options;
  const ids = Array.from({ length: count }, () => idAt(at));
  const attempts = state === null || state === 'cancelled' ? 0 : statuses.length;
  const body = JSON.stringify({ type: event, data: { to } });
  await pool().query(
    `INSERT INTO delivery_report (id, account_id, api_key_id, message_id, sequence, url, host, body, event, endpoint_id, state,
                                  attempts, created_at, finished_at)
     SELECT id, $2, $3, CASE WHEN $3::uuid IS NULL THEN NULL ELSE COALESCE($4::uuid, id) END, 1, 'https://example.com/', 'h', $5, $6, $7,
            $8::report_state, $9, $10, CASE WHEN $8 IN ('delivered', 'failed', 'cancelled') THEN $10::timestamptz END
     FROM unnest($1::uuid[]) AS u(id)`,
    [ids, accountId, apiKeyId, messageId ?? null, body, event, endpointId, state, attempts, at],
  );
  await pool().query(
    `INSERT INTO webhook_attempt (report_id, account_id, number, at, duration_ms, http_status, error)
     SELECT u.id, $2, s.number, $4, 5, s.status, CASE WHEN s.status IS NULL THEN 'timeout' END
     FROM unnest($1::uuid[]) AS u(id), unnest($3::smallint[]) WITH ORDINALITY AS s(status, number)`,
    [ids, accountId, statuses, at],
  );
  const isWaiting = state === 'pending' || (state === null && statuses.length === 0);
  if (isWaiting) await db().reportQueue.create({ data: { host: 'h', size: ids.length, reportIds: ids } });
  return ids;
}

/** A new id as it is made at a time in the past. */
function idAt(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${newId().slice(13)}`;
}
