import type pg from 'pg';
import { newId } from '../base/ids';
import type { CarrierReceipt, SubmitOutcome } from '../carriers/carrier';
import { transaction } from '../database/transaction';
import { type MessageStatus, resubmitDelayMs, type SubmitAttemptOutcome } from '../messages/rules';
import { isLeasedTo } from '../queue/lease';
import { type BeginHandoff, type Handoff, handingOver } from '../webhooks/handoff';
import { currentSubscriptions } from '../webhooks/subscriptions';
import { lockCarrier } from './carrier-lock';
import type { ClaimedMessage, ClaimedRow } from './claim-messages';
import { joinAwaited, joinParked } from './join-parked';
import { insertParts, type PartsOf } from './parts';
import { type Ending, endMessages, type QueuedReports } from './progress';
import { storeSubmitted } from './submitted';

/** How a claimed message ended without a carrier's outcome that could be stored. */
export type OwnOutcome =
  /** Its validity was over; it was not handed over. */
  | { kind: 'expired' }
  /** Too many workers died with it; it was not handed over again. */
  | { kind: 'exhausted' }
  /** The carrier's outcome could not be stored. */
  | { kind: 'not_recorded' }
  /** The carrier may have it, and is set to wait for a receipt until the validity ends. With a reason after a hand-over. */
  | { kind: 'awaited'; reason?: string }
  /** The validity of such a message ended without a receipt. */
  | { kind: 'never_confirmed' };

/** What came of one claimed message. */
export type HandOver = {
  row: Pick<ClaimedRow, 'id' | 'priority' | 'size'>;
  message: Pick<ClaimedMessage, 'messageId' | 'accountId' | 'attempt' | 'possibleDuplicate'> & {
    recipient?: string;
    segments?: number;
  };
  outcome: SubmitOutcome | OwnOutcome;
  /** Its receipt, which arrived before the outcome was stored: both are stored together. Of messages that are not long. */
  receipt?: CarrierReceipt;
};

export type Accepted = HandOver & { outcome: Extract<SubmitOutcome, { kind: 'accepted' }> };
type FailedAttempt = { message: HandOver['message']; outcome: SubmitAttemptOutcome; detail: string };
type Retry = HandOver & { delayMs: number; possibleDuplicate: boolean };

/** `concluded`: the messages that their `receipt` ended. */
export type Settled = QueuedReports & { concluded: ReadonlySet<string> };

/**
 * Writes the outcomes of messages handed to `carrier`, in one transaction, and joins receipts that came before the answer.
 * `done` are rows that end with it although they have no messages to hand over. Only rows still leased to `worker` are
 * touched: a worker that slept past its lease changes nothing. Returns the delivery reports that were queued; those that a
 * handoff has room for are passed to it. Safe to repeat.
 */
export async function settle(
  worker: string,
  carrier: string,
  handOvers: HandOver[],
  done: readonly string[] = [],
  begin?: BeginHandoff,
): Promise<Settled> {
  return handingOver(begin, (handoff) =>
    transaction((client) => store(client, { worker, carrier, handOvers, done, handoff })),
  );
}

type Work = {
  worker: string;
  carrier: string;
  handOvers: HandOver[];
  done: readonly string[];
  handoff: Handoff | undefined;
};

async function store(client: pg.ClientBase, { worker, carrier, handOvers, done, handoff }: Work): Promise<Settled> {
  await lockCarrier(client, carrier, 'storing');
  const owned = await endRows(client, worker, handOvers, done);
  const accepted = owned.filter((handOver): handOver is Accepted => handOver.outcome.kind === 'accepted');
  const concluded = accepted.filter(({ receipt }) => receipt !== undefined);
  const { mayReport } = await currentSubscriptions(client);
  // Submission and end of the others are one row version.
  const open = accepted.filter(
    ({ receipt, message }) => receipt === undefined || mayReport('message.submitted', message.accountId),
  );
  const submitted = await storeSubmitted(client, carrier, open, handoff);
  await insertParts(client, carrier, owned.flatMap(partsOf));
  const { endings, attempts, retries } = followUps(owned, carrier);
  await insertAttempts(client, attempts);
  await requeue(client, carrier, retries);
  const ended = await endMessages(client, [...endings, ...concluded.map((one) => conclusion(one, carrier))], handoff);
  const joined = await joinParked(client, carrier, accepted);
  const unanswered = owned.filter(({ outcome }) => outcome.kind === 'awaited' && outcome.reason);
  const confirmed = await joinAwaited(client, carrier, unanswered);
  const all = [submitted, ended, joined, confirmed];
  const ids = concluded.map(({ message }) => message.messageId);
  return {
    reports: all.reduce((total, { reports }) => total + reports, 0),
    hosts: all.flatMap(({ hosts }) => hosts),
    held: [...submitted.held, ...ended.held],
    concluded: new Set(ids.filter((id) => ended.ids.has(id))),
  };
}

function conclusion({ message, outcome, receipt }: Accepted, carrier: string): Ending {
  const { messageId, attempt, possibleDuplicate } = message;
  return {
    ...{ messageId, carrier, possibleDuplicate, attempts: attempt, byReceipt: true },
    status: receipt?.status ?? 'unknown',
    errorCode: receipt?.errorCode ?? null,
    receipt: receipt?.raw ?? null,
    submittedAs: outcome.carrierMessageId,
  };
}

/**
 * Takes the messages out of the queue and returns those that were still in it under this worker's lease. A row of which only
 * some messages are settled keeps the others.
 */
async function endRows(
  client: pg.ClientBase,
  worker: string,
  handOvers: HandOver[],
  done: readonly string[],
): Promise<HandOver[]> {
  const byRow = new Map<string, HandOver[]>();
  for (const handOver of handOvers) {
    const some = byRow.get(handOver.row.id);
    if (some) some.push(handOver);
    else byRow.set(handOver.row.id, [handOver]);
  }
  const whole = [...byRow].flatMap(([id, some]) => (some.length === some[0]?.row.size ? [id] : []));
  const partial = whole.length === byRow.size ? [] : [...byRow.keys()].filter((id) => !whole.includes(id));
  const { rows } = await client.query<{ id: string }>({
    name: 'end-queue-rows',
    text: `DELETE FROM message_queue q WHERE q.id = ANY($2::bigint[]) AND ${isLeasedTo('$1', 'q')} RETURNING q.id`,
    values: [worker, [...whole, ...done]],
  });
  const owned = rows.flatMap(({ id }) => byRow.get(id) ?? []);
  if (partial.length === 0) return owned;
  return [...owned, ...(await shrinkRows(client, worker, partial, byRow))];
}

async function shrinkRows(
  client: pg.ClientBase,
  worker: string,
  ids: string[],
  byRow: Map<string, HandOver[]>,
): Promise<HandOver[]> {
  const { rows } = await client.query<{ id: string; messageIds: string[] }>(
    `SELECT q.id, q.message_ids AS "messageIds" FROM message_queue q
     WHERE q.id = ANY($2::bigint[]) AND ${isLeasedTo('$1', 'q')} ORDER BY q.id FOR UPDATE OF q`,
    [worker, ids],
  );
  const owned = rows.flatMap(({ id, messageIds }) =>
    (byRow.get(id) ?? []).filter(({ message }) => messageIds.includes(message.messageId)),
  );
  const rowIds = rows.map(({ id }) => id);
  const settled = owned.map(({ message }) => message.messageId);
  await client.query(
    `UPDATE message_queue q SET message_ids = l.ids, size = cardinality(l.ids)
     FROM message_queue c, LATERAL (
       SELECT ARRAY(SELECT u.id FROM unnest(c.message_ids) AS u(id) WHERE u.id <> ALL($2::uuid[])) AS ids
     ) l
     WHERE q.id = ANY($1::bigint[]) AND c.id = q.id`,
    [rowIds, settled],
  );
  await client.query('DELETE FROM message_queue q WHERE q.id = ANY($1::bigint[]) AND q.size = 0', [rowIds]);
  return owned;
}

/** Longer than any validity: REQUEUE takes the end of the validity instead. */
const UNTIL_VALIDITY_ENDS_MS = 365 * 86_400_000;

function partsOf({ message: { messageId }, outcome }: HandOver): PartsOf[] {
  return 'parts' in outcome && outcome.parts ? [{ messageId, parts: outcome.parts }] : [];
}

/** What follows from all outcomes except acceptance. */
function followUps(handOvers: HandOver[], carrier: string) {
  const endings: Ending[] = [];
  const attempts: FailedAttempt[] = [];
  const retries: Retry[] = [];
  for (const handOver of handOvers) {
    const { message, outcome } = handOver;
    const end = (status: MessageStatus, errorCode: string, more: Partial<Ending> = {}) =>
      endings.push({ ...message, attempts: message.attempt, status, errorCode, byReceipt: false, ...more });
    switch (outcome.kind) {
      case 'rejected':
        attempts.push({ message, outcome: 'rejected', detail: outcome.detail ?? outcome.errorCode });
        end('rejected', outcome.errorCode, { carrier });
        break;
      case 'throttled':
        attempts.push({
          message,
          outcome: 'throttled',
          detail: outcome.detail ?? `again after ${outcome.retryAfterMs} ms`,
        });
        retries.push({ ...handOver, delayMs: outcome.retryAfterMs, possibleDuplicate: message.possibleDuplicate });
        break;
      case 'unknown':
        attempts.push({ message, outcome: 'unknown', detail: outcome.reason });
        retries.push({ ...handOver, delayMs: resubmitDelayMs(message.attempt), possibleDuplicate: true });
        break;
      case 'awaited':
        if (outcome.reason) attempts.push({ message, outcome: 'awaited', detail: outcome.reason });
        retries.push({ ...handOver, delayMs: UNTIL_VALIDITY_ENDS_MS, possibleDuplicate: true });
        break;
      case 'never_confirmed':
        end('unknown', 'unknown_outcome', { carrier, possibleDuplicate: true });
        break;
      case 'expired':
        end('expired', 'validity_expired');
        break;
      case 'exhausted':
        end('unknown', 'worker_failed', { possibleDuplicate: true });
        break;
      case 'not_recorded':
        attempts.push({ message, outcome: 'not_recorded', detail: '' });
        end('unknown', 'outcome_not_recorded', { carrier });
    }
  }
  return { endings, attempts, retries };
}

// Not due after the end of the validity: then the message is claimed once more, to be expired.
const REQUEUE = `
  WITH retry AS MATERIALIZED (
    SELECT u.*, m.account_id, LEAST(now() + u.delay_ms * interval '1 millisecond', m.valid_until) AS run_at
    FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::boolean[], $5::float8[])
      AS u(id, priority, attempts, possible_duplicate, delay_ms)
    JOIN message m ON m.id = u.id
  ), recorded AS (
    INSERT INTO message_progress AS p (message_id, account_id, status, attempts, possible_duplicate)
    SELECT r.id, r.account_id, 'queued', r.attempts, r.possible_duplicate FROM retry r ORDER BY r.id
    ON CONFLICT (message_id) DO UPDATE
    SET attempts = excluded.attempts, possible_duplicate = p.possible_duplicate OR excluded.possible_duplicate
    WHERE p.status = 'queued'
  )
  INSERT INTO message_queue (carrier, priority, run_at, attempts, possible_duplicate, size, message_ids)
  SELECT $6, r.priority, r.run_at, r.attempts, r.possible_duplicate, 1, ARRAY[r.id] FROM retry r`;

async function requeue(client: pg.ClientBase, carrier: string, retries: Retry[]): Promise<void> {
  if (retries.length === 0) return;
  await client.query(REQUEUE, [
    retries.map(({ message }) => message.messageId),
    retries.map(({ row }) => row.priority),
    retries.map(({ message }) => message.attempt),
    retries.map(({ possibleDuplicate }) => possibleDuplicate),
    retries.map(({ delayMs }) => delayMs),
    carrier,
  ]);
}

async function insertAttempts(client: pg.ClientBase, attempts: FailedAttempt[]): Promise<void> {
  if (attempts.length === 0) return;
  await client.query(
    `INSERT INTO submit_attempt (id, message_id, account_id, attempt, outcome, detail)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::text[])`,
    [
      attempts.map(() => newId()),
      attempts.map(({ message }) => message.messageId),
      attempts.map(({ message }) => message.accountId),
      attempts.map(({ message }) => message.attempt),
      attempts.map(({ outcome }) => outcome),
      attempts.map(({ detail }) => detail),
    ],
  );
}
