import type pg from 'pg';
import { groupBy } from '../base/group-by';
import type { AcceptedPart, CarrierReceipt } from '../carriers/carrier';
import { plainArray, textArray } from '../database/array-literal';
import { canMove, isFinal, MESSAGE_STATUSES, type MessageStatus } from '../messages/rules';

/** Parts of a message that a carrier accepted. */
export type PartsOf = { messageId: string; parts: readonly AcceptedPart[] };

/** Stores which parts of long messages a carrier accepted. A part that was sent twice keeps its latest id. */
export async function insertParts(client: pg.ClientBase, carrier: string, messages: readonly PartsOf[]): Promise<void> {
  const parts = messages
    .flatMap(({ messageId, parts }) => parts.map((part) => ({ messageId, ...part })))
    .toSorted((a, b) => (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : a.part - b.part));
  if (parts.length === 0) return;
  await client.query({
    name: 'insert-parts',
    text: `INSERT INTO message_part AS p (message_id, part, carrier, carrier_message_id)
           SELECT u.message_id, u.part, $1, u.carrier_message_id
           FROM unnest($2::uuid[], $3::smallint[], $4::text[]) AS u(message_id, part, carrier_message_id)
           ON CONFLICT (message_id, part) DO UPDATE
           SET carrier = excluded.carrier, carrier_message_id = excluded.carrier_message_id, submitted_at = now()
           WHERE p.final_at IS NULL AND p.carrier_message_id <> excluded.carrier_message_id`,
    values: [
      carrier,
      plainArray(parts.map(({ messageId }) => messageId)),
      plainArray(parts.map(({ part }) => part)),
      textArray(parts.map(({ carrierMessageId }) => carrierMessageId)),
    ],
  });
}

/** A receipt of one part. */
export type PartReceipt = CarrierReceipt & { messageId: string; part: number };

/** What the parts of a message say about the whole. */
export type PartsVerdict = {
  messageId: string;
  status: MessageStatus;
  errorCode: string | null;
  receipt: string | null;
};

type PartRow = { messageId: string; part: number; status: MessageStatus; errorCode: string | null; segments: number };

const ALLOWED = MESSAGE_STATUSES.flatMap((from) =>
  MESSAGE_STATUSES.filter((to) => canMove(from, to)).map((to) => `('${from}', '${to}')`),
);

/**
 * Stores receipts of parts, forward only, and returns the final status of each message that follows: delivered once all
 * parts are, otherwise the status of the first part that was not delivered, since the rest alone is not the message.
 */
export async function recordPartReceipts(
  client: pg.ClientBase,
  receipts: readonly PartReceipt[],
): Promise<PartsVerdict[]> {
  const final = new Map<string, PartReceipt>();
  for (const receipt of receipts) {
    const key = `${receipt.messageId} ${receipt.part}`;
    if (isFinal(receipt.status) && !final.has(key)) final.set(key, receipt);
  }
  const sorted = [...final.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, receipt]) => receipt);
  if (sorted.length === 0) return [];
  await client.query({
    name: 'record-part-receipts',
    text: `UPDATE message_part p
           SET status = u.status::message_status, error_code = u.error_code, receipt = u.raw, final_at = now()
           FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[])
             AS u(message_id, part, status, error_code, raw)
           WHERE p.message_id = u.message_id AND p.part = u.part
             AND (p.status, u.status::message_status) IN (${ALLOWED.join(', ')})`,
    values: [
      plainArray(sorted.map(({ messageId }) => messageId)),
      plainArray(sorted.map(({ part }) => part)),
      textArray(sorted.map(({ status }) => status)),
      textArray(sorted.map(({ errorCode }) => errorCode)),
      textArray(sorted.map(({ raw }) => raw ?? null)),
    ],
  });
  const { rows } = await client.query<PartRow>({
    name: 'read-parts',
    text: `SELECT p.message_id AS "messageId", p.part, p.status, p.error_code AS "errorCode", m.segments
           FROM message_part p JOIN message m ON m.id = p.message_id
           WHERE p.message_id = ANY($1::uuid[]) ORDER BY p.message_id, p.part`,
    values: [plainArray([...new Set(sorted.map(({ messageId }) => messageId))])],
  });
  const raw = new Map(sorted.map((receipt) => [receipt.messageId, receipt.raw ?? null]));
  return [...groupBy(rows, ({ messageId }) => messageId)].flatMap(([messageId, parts]) => {
    const verdict = verdictOf(parts);
    return verdict ? [{ messageId, ...verdict, receipt: raw.get(messageId) ?? null }] : [];
  });
}

/** Returns the status of a message by those of its parts; null while it is open. */
export function verdictOf(
  parts: readonly Pick<PartRow, 'status' | 'errorCode' | 'segments'>[],
): { status: MessageStatus; errorCode: string | null } | null {
  const failed = parts.find(({ status }) => isFinal(status) && status !== 'delivered');
  if (failed) return { status: failed.status, errorCode: failed.errorCode };
  const delivered = parts.filter(({ status }) => status === 'delivered').length;
  return delivered > 0 && delivered >= (parts[0]?.segments ?? 0) ? { status: 'delivered', errorCode: null } : null;
}
