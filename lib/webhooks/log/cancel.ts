import type { Actor } from '../../access/actor';
import { recordEvent } from '../../audit/record-event';
import { lowestIdAt } from '../../base/ids';
import { transaction } from '../../database/transaction';
import { IS_PENDING } from '../report-state';
import { cancelReports } from '../requeue';
import type { CancelFilter } from './resend-schema';

/** Rows of the queue, of up to 100 reports, that one transaction reads. */
const ROWS = 50;
/** Reports that one call cancels at most, about. */
const MAX_CANCELLED = 50_000;
/** How long one call takes at most, about. */
const MAX_MS = 1_500;

/**
 * Cancels waiting reports of the account that match the filter. Most waiting reports are in no index of the log, so the queue
 * is read, in batches, from its beginning. `more`: a limit was reached before the end of the queue.
 */
export async function cancelWaiting(
  actor: Actor,
  accountId: string,
  filter: CancelFilter,
): Promise<{ cancelled: number; more: boolean }> {
  const endsAt = performance.now() + MAX_MS;
  let [cancelled, position] = [0, '0'];
  for (;;) {
    const batch = await cancelBatch(actor, accountId, filter, position);
    cancelled += batch.cancelled;
    if (batch.position === null) return { cancelled, more: false };
    if (cancelled >= MAX_CANCELLED || performance.now() > endsAt) return { cancelled, more: true };
    position = batch.position;
  }
}

/** Returns how many reports were cancelled, and the last row that was read; null at the end of the queue. */
async function cancelBatch(
  actor: Actor,
  accountId: string,
  { ids, endpointId, event, messageId, since, until }: CancelFilter,
  position: string,
): Promise<{ cancelled: number; position: string | null }> {
  return transaction(async (client) => {
    const { rows: queued } = await client.query<{ id: string; reportIds: string[] }>(
      `SELECT id, report_ids AS "reportIds" FROM report_queue WHERE id > $1 ORDER BY id LIMIT ${ROWS}`,
      [position],
    );
    const waiting = queued.flatMap(({ reportIds }) => reportIds);
    const { rows } = await client.query<{ id: string }>(
      `SELECT r.id FROM delivery_report r
       WHERE r.id = ANY($1::uuid[]) AND r.account_id = $2 AND ${IS_PENDING} AND ($3::uuid[] IS NULL OR r.id = ANY($3))
         AND ($4::uuid IS NULL OR r.endpoint_id = $4) AND ($5::text IS NULL OR r.event = $5)
         AND ($6::uuid IS NULL OR r.message_id = $6) AND ($7::uuid IS NULL OR r.id >= $7) AND ($8::uuid IS NULL OR r.id < $8)
       ORDER BY r.id`,
      [
        ...[waiting, accountId, ids ?? null, endpointId ?? null, event ?? null, messageId ?? null],
        ...[since ? lowestIdAt(since) : null, until ? lowestIdAt(until) : null],
      ],
    );
    const cancelled = await cancelReports(
      client,
      accountId,
      rows.map(({ id }) => id),
    );
    if (cancelled.length > 0) {
      await recordEvent(client, actor, {
        ...{ action: 'reports.cancelled', accountId, targetKind: 'account', targetId: accountId },
        detail: { reports: cancelled.length },
      });
    }
    return { cancelled: cancelled.length, position: queued.length < ROWS ? null : (queued.at(-1)?.id ?? null) };
  }, 'by key');
}
