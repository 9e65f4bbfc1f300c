import type pg from 'pg';
import { newId } from '../base/ids';
import type { SubmitOutcome } from '../carriers/carrier';
import { transaction } from '../database/transaction';
import { type MessageStatus, resubmitDelayMs, type SubmitAttemptOutcome } from '../messages/rules';
import { isLeasedTo } from '../queue/lease';
import { MESSAGE_QUEUE } from '../queue/queues';
import { insertReports, type ReportFacts } from '../webhooks/report';
import { lockCarrier, PROGRESS_COLUMNS, writeProgress } from './message-rows';
import { advance, type MessageProgress } from './progress';

/** How a claimed message ended without a carrier's outcome that could be stored. */
export type OwnOutcome =
  /** Its validity was over; it was not handed over. */
  | { kind: 'expired' }
  /** Too many workers died with it; it was not handed over again. */
  | { kind: 'exhausted' }
  /** The carrier's outcome could not be stored. */
  | { kind: 'not_recorded' };

/** What came of one claimed message. */
export type HandOver = {
  messageId: string;
  attempt: number;
  outcome: SubmitOutcome | OwnOutcome;
};

type Parked = {
  id: string;
  carrierMessageId: string;
  status: MessageStatus;
  errorCode: string | null;
  messageId: string | null;
  accountId: string | null;
  applied: boolean;
};

type FailedAttempt = { message: MessageProgress; outcome: SubmitAttemptOutcome; detail: string };

/** What one transaction is about to write. */
type Draft = { at: Date; parked: Map<string, Parked[]>; reports: ReportFacts[]; attempts: FailedAttempt[] };

/**
 * Writes the outcomes of a batch submitted to `carrier`, in one transaction, and applies receipts that came before it.
 * Only messages still leased to `worker` under the same attempt are touched: a worker that slept past its lease changes
 * nothing. Returns the number of delivery reports queued. Safe to repeat.
 */
export async function settle(worker: string, carrier: string, batch: HandOver[]): Promise<{ reports: number }> {
  return transaction(async (client) => {
    await lockCarrier(client, carrier, 'storing');
    const messages = await lockOwned(client, worker, batch);
    const [first] = messages;
    if (!first) return { reports: 0 };
    const parked = await findParked(client, carrier, batch);
    const draft: Draft = { at: first.now, parked, reports: [], attempts: [] };
    const outcomes = new Map(batch.map(({ messageId, outcome }) => [messageId, outcome]));
    for (const message of messages) {
      const outcome = outcomes.get(message.id);
      if (outcome) applyOutcome(draft, message, carrier, outcome);
    }
    await writeProgress(client, messages);
    await joinParked(client, [...parked.values()].flat());
    await insertAttempts(client, draft.attempts);
    await insertReports(client, draft.reports);
    return { reports: draft.reports.length };
  });
}

async function lockOwned(
  client: pg.ClientBase,
  worker: string,
  batch: HandOver[],
): Promise<(MessageProgress & { now: Date })[]> {
  const { rows } = await client.query<MessageProgress & { now: Date }>(
    `SELECT ${PROGRESS_COLUMNS}, now() AS now FROM message m
     WHERE m.id = ANY($2::uuid[]) AND ${isLeasedTo(MESSAGE_QUEUE, '$1', 'm')} ORDER BY m.id FOR NO KEY UPDATE OF m`,
    [worker, batch.map(({ messageId }) => messageId)],
  );
  const attempts = new Map(batch.map(({ messageId, attempt }) => [messageId, attempt]));
  return rows.filter((row) => row.attempts === attempts.get(row.id));
}

/** Receipts that wait for one of these submissions, by carrier message id, oldest first. */
async function findParked(client: pg.ClientBase, carrier: string, batch: HandOver[]): Promise<Map<string, Parked[]>> {
  const ids = batch.flatMap(({ outcome }) => (outcome.kind === 'accepted' ? [outcome.carrierMessageId] : []));
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<Parked>(
    `SELECT id, carrier_message_id AS "carrierMessageId", status, error_code AS "errorCode",
            NULL AS "messageId", NULL AS "accountId", false AS applied
     FROM receipt WHERE carrier = $1 AND carrier_message_id = ANY($2::text[]) AND message_id IS NULL ORDER BY id`,
    [carrier, ids],
  );
  const byCarrierId = new Map<string, Parked[]>();
  for (const row of rows)
    byCarrierId.set(row.carrierMessageId, [...(byCarrierId.get(row.carrierMessageId) ?? []), row]);
  return byCarrierId;
}

function applyOutcome(draft: Draft, message: MessageProgress, carrier: string, outcome: HandOver['outcome']): void {
  const { at, reports, attempts } = draft;
  message.runAt = at;
  switch (outcome.kind) {
    case 'accepted':
      message.carrier = carrier;
      message.carrierMessageId = outcome.carrierMessageId;
      advance(message, 'submitted', at, null, reports);
      for (const receipt of draft.parked.get(outcome.carrierMessageId) ?? []) {
        receipt.messageId = message.id;
        receipt.accountId = message.accountId;
        receipt.applied = advance(message, receipt.status, at, receipt.errorCode, reports);
      }
      return;
    case 'rejected':
      message.carrier = carrier;
      attempts.push({ message, outcome: 'rejected', detail: outcome.errorCode });
      advance(message, 'rejected', at, outcome.errorCode, reports);
      return;
    case 'throttled':
      attempts.push({ message, outcome: 'throttled', detail: `again after ${outcome.retryAfterMs} ms` });
      message.runAt = retryAt(message, at, outcome.retryAfterMs);
      return;
    case 'unknown':
      attempts.push({ message, outcome: 'unknown', detail: outcome.reason });
      message.possibleDuplicate = true;
      message.runAt = retryAt(message, at, resubmitDelayMs(message.attempts));
      return;
    case 'expired':
      advance(message, 'expired', at, 'validity_expired', reports);
      return;
    case 'exhausted':
      message.possibleDuplicate = true;
      advance(message, 'unknown', at, 'worker_failed', reports);
      return;
    case 'not_recorded':
      message.carrier = carrier;
      attempts.push({ message, outcome: 'not_recorded', detail: '' });
      advance(message, 'unknown', at, 'outcome_not_recorded', reports);
  }
}

/** Not after the end of the validity: then the message is taken once more, to be expired. */
function retryAt(message: MessageProgress, at: Date, delayMs: number): Date {
  return new Date(Math.min(at.getTime() + delayMs, message.validUntil.getTime()));
}

async function joinParked(client: pg.ClientBase, receipts: Parked[]): Promise<void> {
  const joined = receipts.filter(({ messageId }) => messageId !== null);
  if (joined.length === 0) return;
  await client.query(
    `UPDATE receipt r SET message_id = j.message_id, account_id = j.account_id, applied = j.applied
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[]) AS j(id, message_id, account_id, applied)
     WHERE r.id = j.id`,
    [
      joined.map((receipt) => receipt.id),
      joined.map((receipt) => receipt.messageId),
      joined.map((receipt) => receipt.accountId),
      joined.map((receipt) => receipt.applied),
    ],
  );
}

async function insertAttempts(client: pg.ClientBase, attempts: FailedAttempt[]): Promise<void> {
  if (attempts.length === 0) return;
  await client.query(
    `INSERT INTO submit_attempt (id, message_id, account_id, attempt, outcome, detail)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::text[])`,
    [
      attempts.map(() => newId()),
      attempts.map(({ message }) => message.id),
      attempts.map(({ message }) => message.accountId),
      attempts.map(({ message }) => message.attempts),
      attempts.map(({ outcome }) => outcome),
      attempts.map(({ detail }) => detail),
    ],
  );
}
