import type pg from 'pg';
import { newId } from '../base/ids';
import type { CarrierReceipt } from '../carriers/carrier';
import { textArray } from '../database/array-literal';
import { transaction } from '../database/transaction';
import { isFinal } from '../messages/rules';
import { type BeginHandoff, type Handoff, handingOver } from '../webhooks/handoff';
import { adoptSubmitted } from './adopt-messages';
import { lockCarrier } from './carrier-lock';
import { countOutcomes, endMessages, NO_REPORTS, type QueuedReports } from './progress';

type Matched = CarrierReceipt & { messageId: string; accountId: string };

/**
 * Stores receipts of a carrier. One that ends its message changes it and queues its delivery report in the same transaction,
 * and needs no row of its own; repeated and late ones are stored and change nothing. A receipt whose message is not known
 * (yet) is parked until the answer to the submission is written (settle.ts). Returns the delivery reports that were queued;
 * those that a handoff has room for are passed to it. Safe to call twice with the same receipts.
 */
export async function recordReceipts(
  carrier: string,
  receipts: CarrierReceipt[],
  begin?: BeginHandoff,
): Promise<QueuedReports> {
  if (receipts.length === 0) return NO_REPORTS;
  const first = await handingOver(begin, (handoff) =>
    transaction((client) => storeMatched(client, carrier, receipts, handoff)),
  );
  if (first.unmatched.length === 0) return first;
  // The lock waits for submissions being written now, so what is unmatched under it will find its receipt parked.
  const second = await handingOver(begin, (handoff) =>
    transaction(async (client) => {
      await lockCarrier(client, carrier, 'parking');
      await adoptSubmitted(
        client,
        carrier,
        first.unmatched.map(({ carrierMessageId }) => carrierMessageId),
      );
      const { unmatched, ...queued } = await storeMatched(client, carrier, first.unmatched, handoff);
      await insertReceipts(client, carrier, unmatched);
      return queued;
    }),
  );
  return {
    reports: first.reports + second.reports,
    hosts: [...first.hosts, ...second.hosts],
    held: [...first.held, ...second.held],
  };
}

const FIND = `
  SELECT p.message_id AS "messageId", p.account_id AS "accountId", p.carrier_message_id AS "carrierMessageId"
  FROM message_progress p
  WHERE p.carrier = $1 AND p.carrier_message_id IS NOT NULL AND p.carrier_message_id = ANY($2::text[])`;

async function storeMatched(
  client: pg.ClientBase,
  carrier: string,
  receipts: CarrierReceipt[],
  handoff: Handoff | undefined,
): Promise<QueuedReports & { unmatched: CarrierReceipt[] }> {
  const { rows } = await client.query<{ messageId: string; accountId: string; carrierMessageId: string }>({
    name: 'find-by-carrier-message-id',
    text: FIND,
    values: [carrier, textArray(receipts.map(({ carrierMessageId }) => carrierMessageId))],
  });
  const messages = new Map(rows.map((row) => [row.carrierMessageId, row]));
  const unmatched: CarrierReceipt[] = [];
  const first = new Map<string, Matched>();
  const others: Matched[] = [];
  for (const receipt of receipts) {
    const message = messages.get(receipt.carrierMessageId);
    if (!message) {
      unmatched.push(receipt);
      continue;
    }
    const matched = { ...receipt, messageId: message.messageId, accountId: message.accountId };
    if (isFinal(receipt.status) && !first.has(message.messageId)) first.set(message.messageId, matched);
    else others.push(matched);
  }
  const { ids, outcomes, ...queued } = await endMessages(
    client,
    [...first.values()].map(({ messageId, status, errorCode }) => ({ messageId, status, errorCode, byReceipt: true })),
    handoff,
  );
  const withoutEffect = [...first.values()].filter(({ messageId }) => !ids.has(messageId));
  await insertReceipts(client, carrier, [...withoutEffect, ...others]);
  await countOutcomes(client, outcomes);
  return { ...queued, unmatched };
}

async function insertReceipts(
  client: pg.ClientBase,
  carrier: string,
  receipts: (CarrierReceipt & Partial<Matched>)[],
): Promise<void> {
  if (receipts.length === 0) return;
  await client.query(
    `INSERT INTO receipt (id, carrier, carrier_message_id, message_id, account_id, status, error_code)
     SELECT id, $1, carrier_message_id, message_id, account_id, status::message_status, error_code
     FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[])
       AS r(id, carrier_message_id, message_id, account_id, status, error_code)`,
    [
      carrier,
      receipts.map(() => newId()),
      receipts.map((receipt) => receipt.carrierMessageId),
      receipts.map((receipt) => receipt.messageId ?? null),
      receipts.map((receipt) => receipt.accountId ?? null),
      receipts.map((receipt) => receipt.status),
      receipts.map((receipt) => receipt.errorCode),
    ],
  );
}
