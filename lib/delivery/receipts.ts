import type pg from 'pg';
import { newId } from '../base/ids';
import type { CarrierReceipt } from '../carriers/carrier';
import { transaction } from '../database/transaction';
import { insertReports, type ReportFacts } from '../webhooks/report';
import { lockCarrier, PROGRESS_COLUMNS, writeProgress } from './message-rows';
import { advance, type MessageProgress } from './progress';

type Stored = CarrierReceipt & { id: string; message: MessageProgress | null; applied: boolean };

/**
 * Stores a carrier's receipts for messages. Every receipt is stored; one that moves its message forward changes it and
 * queues its delivery report in the same transaction; repeated and late ones change nothing. A receipt whose message is
 * not known (yet) is parked until the answer to the submission is written (settle.ts). Returns the number of reports queued.
 * Safe to call twice with the same receipts.
 */
export async function recordReceipts(carrier: string, receipts: CarrierReceipt[]): Promise<{ reports: number }> {
  if (receipts.length === 0) return { reports: 0 };
  const first = await transaction((client) => storeMatched(client, carrier, receipts));
  if (first.unmatched.length === 0) return { reports: first.reports };
  // The lock waits for submissions being written now, so what is unmatched under it will find its receipt parked.
  const second = await transaction(async (client) => {
    await lockCarrier(client, carrier, 'parking');
    const { reports, unmatched } = await storeMatched(client, carrier, first.unmatched);
    await insertReceipts(
      client,
      carrier,
      unmatched.map((receipt) => ({ ...receipt, id: newId(), message: null, applied: false })),
    );
    return { reports };
  });
  return { reports: first.reports + second.reports };
}

async function storeMatched(
  client: pg.ClientBase,
  carrier: string,
  receipts: CarrierReceipt[],
): Promise<{ reports: number; unmatched: CarrierReceipt[] }> {
  const { rows } = await client.query<MessageProgress & { now: Date }>(
    `SELECT ${PROGRESS_COLUMNS}, now() AS now FROM message m
     WHERE m.carrier = $1 AND m.carrier_message_id IS NOT NULL AND m.carrier_message_id = ANY($2::text[])
     ORDER BY m.id FOR NO KEY UPDATE OF m`,
    [carrier, receipts.map(({ carrierMessageId }) => carrierMessageId)],
  );
  const byCarrierId = new Map(rows.map((row) => [row.carrierMessageId, row]));
  const reports: ReportFacts[] = [];
  const changed = new Set<MessageProgress>();
  const matched: Stored[] = [];
  const unmatched: CarrierReceipt[] = [];
  for (const receipt of receipts) {
    const message = byCarrierId.get(receipt.carrierMessageId);
    if (!message) {
      unmatched.push(receipt);
      continue;
    }
    const applied = advance(message, receipt.status, message.now, receipt.errorCode, reports);
    if (applied) changed.add(message);
    matched.push({ ...receipt, id: newId(), message, applied });
  }
  await writeProgress(client, [...changed]);
  await insertReceipts(client, carrier, matched);
  await insertReports(client, reports);
  return { reports: reports.length, unmatched };
}

async function insertReceipts(client: pg.ClientBase, carrier: string, receipts: Stored[]): Promise<void> {
  if (receipts.length === 0) return;
  await client.query(
    `INSERT INTO receipt (id, carrier, carrier_message_id, message_id, account_id, status, error_code, applied)
     SELECT id, $1, carrier_message_id, message_id, account_id, status::message_status, error_code, applied
     FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::boolean[])
       AS r(id, carrier_message_id, message_id, account_id, status, error_code, applied)`,
    [
      carrier,
      receipts.map((receipt) => receipt.id),
      receipts.map((receipt) => receipt.carrierMessageId),
      receipts.map((receipt) => receipt.message?.id ?? null),
      receipts.map((receipt) => receipt.message?.accountId ?? null),
      receipts.map((receipt) => receipt.status),
      receipts.map((receipt) => receipt.errorCode),
      receipts.map((receipt) => receipt.applied),
    ],
  );
}
