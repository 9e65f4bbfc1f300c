import type pg from 'pg';
import { newId } from '../base/ids';
import type { CarrierReceipt } from '../carriers/carrier';
import { transaction } from '../database/transaction';
import { isFinal } from '../messages/rules';
import { type BeginHandoff, type Handoff, handingOver } from '../webhooks/handoff';
import { adoptSubmitted } from './adopt-messages';
import { lockCarrier } from './carrier-lock';
import { matchAwaited, matchReceipts } from './match-receipts';
import { type PartReceipt, recordPartReceipts } from './parts';
import { endMessages, NO_REPORTS, type QueuedReports } from './progress';
import { reportEvent } from './report-events';

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
      if (unmatched.length === 0) return queued;
      const awaited = await storeMatched(client, carrier, unmatched, handoff, matchAwaited);
      await insertReceipts(client, carrier, awaited.unmatched);
      return joinReports(queued, awaited);
    }),
  );
  return joinReports(first, second);
}

function joinReports(a: QueuedReports, b: QueuedReports): QueuedReports {
  return { reports: a.reports + b.reports, hosts: [...a.hosts, ...b.hosts], held: [...a.held, ...b.held] };
}

/** Stores the receipts of known messages, and returns the others. */
async function storeMatched(
  client: pg.ClientBase,
  carrier: string,
  receipts: CarrierReceipt[],
  handoff: Handoff | undefined,
  match: typeof matchReceipts = matchReceipts,
): Promise<QueuedReports & { unmatched: CarrierReceipt[] }> {
  const found = await match(client, carrier, receipts);
  const unmatched: CarrierReceipt[] = [];
  const first = new Map<string, Matched>();
  const ofParts: PartReceipt[] = [];
  const others: Matched[] = [];
  for (const [index, receipt] of receipts.entries()) {
    const message = found[index];
    if (!message) {
      unmatched.push(receipt);
      continue;
    }
    const { messageId, accountId, part } = message;
    const matched = { ...receipt, messageId, accountId };
    if (!isFinal(receipt.status)) others.push(matched);
    else if (part !== null) ofParts.push({ ...matched, part });
    else if (first.has(messageId)) others.push(matched);
    else first.set(messageId, matched);
  }
  const verdicts = await recordPartReceipts(client, ofParts);
  const intermediate = others.filter(({ status }) => !isFinal(status));
  const buffered = await reportEvent(client, 'message.buffered', intermediate, handoff);
  const { ids, ...queued } = await endMessages(
    client,
    [...[...first.values()].map(({ raw, ...receipt }) => ({ ...receipt, receipt: raw })), ...verdicts].map(
      ({ messageId, status, errorCode, receipt }) => ({ messageId, status, errorCode, byReceipt: true, receipt }),
    ),
    handoff,
  );
  const withoutEffect = [...first.values()].filter(({ messageId }) => !ids.has(messageId));
  await insertReceipts(client, carrier, [...withoutEffect, ...others]);
  return { ...joinReports(buffered, queued), unmatched };
}

async function insertReceipts(
  client: pg.ClientBase,
  carrier: string,
  receipts: (CarrierReceipt & Partial<Matched>)[],
): Promise<void> {
  if (receipts.length === 0) return;
  await client.query(
    `INSERT INTO receipt (id, carrier, carrier_message_id, message_id, account_id, status, error_code, raw, recipient)
     SELECT id, $1, carrier_message_id, message_id, account_id, status::message_status, error_code, raw, recipient
     FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[])
       AS r(id, carrier_message_id, message_id, account_id, status, error_code, raw, recipient)`,
    [
      carrier,
      receipts.map(() => newId()),
      receipts.map((receipt) => receipt.carrierMessageId),
      receipts.map((receipt) => receipt.messageId ?? null),
      receipts.map((receipt) => receipt.accountId ?? null),
      receipts.map((receipt) => receipt.status),
      receipts.map((receipt) => receipt.errorCode),
      receipts.map((receipt) => receipt.raw ?? null),
      receipts.map((receipt) => receipt.recipient ?? null),
    ],
  );
}
