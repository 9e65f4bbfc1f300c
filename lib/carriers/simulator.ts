import { newId } from '../base/ids';
import { pool } from '../database/db';
import { transaction } from '../database/transaction';
import type { Carrier, CarrierReceipt, ReceiptSink, Submission, SubmitOutcome } from './carrier';
import { type SimulatedReceipt, simulatorOutcomeFor } from './simulator-outcomes';

const NAME = 'simulator';
const THROTTLED_TIMES = 2;
const THROTTLE_MS = 200;
const RECEIPTS_PER_PULL = 1_000;

type Due = SimulatedReceipt & { carrierMessageId: string };
type Answer = { outcome: SubmitOutcome; later: Due[]; atOnce: Due[] };

/**
 * The carrier that sends nothing and has the outcomes of simulator-outcomes.ts. The receipts that it has yet to send are in
 * the database, so that it forgets nothing when its process is killed.
 */
export function openSimulator(takeReceipts: ReceiptSink): Carrier {
  return {
    name: NAME,
    async submit(batch) {
      const answers = batch.map(answer);
      await remember(answers.flatMap(({ later }) => later));
      const atOnce = answers.flatMap((given) => given.atOnce);
      if (atOnce.length > 0) await takeReceipts(NAME, atOnce.map(toReceipt));
      return answers.map(({ outcome }) => outcome);
    },
    pullReceipts: () => pullReceipts(takeReceipts),
  };
}

function answer({ recipient, attempt }: Submission): Answer {
  const { submit, receipts } = simulatorOutcomeFor(recipient);
  if (submit === 'rejects') return refused({ kind: 'rejected', errorCode: 'invalid_recipient' });
  if (submit === 'throttles_twice' && attempt <= THROTTLED_TIMES) {
    return refused({ kind: 'throttled', retryAfterMs: THROTTLE_MS });
  }
  const carrierMessageId = newId();
  const due = receipts.map((receipt) => ({ ...receipt, carrierMessageId }));
  const answerIsLost = submit === 'loses_first_answer' && attempt === 1;
  return {
    outcome: answerIsLost
      ? { kind: 'unknown', reason: 'link cut before the carrier answered' }
      : { kind: 'accepted', carrierMessageId },
    later: submit === 'reports_first' ? [] : due,
    atOnce: submit === 'reports_first' ? due : [],
  };
}

function refused(outcome: SubmitOutcome): Answer {
  return { outcome, later: [], atOnce: [] };
}

function toReceipt({ carrierMessageId, status, errorCode }: Due): CarrierReceipt {
  return { carrierMessageId, status, errorCode: errorCode ?? null };
}

async function remember(due: Due[]): Promise<void> {
  if (due.length === 0) return;
  await pool().query(
    `INSERT INTO simulator_receipt (id, carrier_message_id, status, error_code, due_at)
     SELECT id, carrier_message_id, status::message_status, error_code, now() + after_ms * interval '1 millisecond'
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[])
       AS due (id, carrier_message_id, status, error_code, after_ms)`,
    [
      due.map(() => newId()),
      due.map((receipt) => receipt.carrierMessageId),
      due.map((receipt) => receipt.status),
      due.map((receipt) => receipt.errorCode ?? null),
      due.map((receipt) => receipt.afterMs),
    ],
  );
}

/** Passes on what is due. The rows go only after they were taken, so a crash in between repeats receipts and loses none. */
async function pullReceipts(takeReceipts: ReceiptSink): Promise<number | null> {
  const passedOn = await transaction(async (client) => {
    const { rows } = await client.query<CarrierReceipt & { id: string }>(
      `SELECT id, carrier_message_id AS "carrierMessageId", status, error_code AS "errorCode"
       FROM simulator_receipt WHERE due_at <= now() ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [RECEIPTS_PER_PULL],
    );
    if (rows.length === 0) return 0;
    await takeReceipts(NAME, rows);
    await client.query('DELETE FROM simulator_receipt WHERE id = ANY($1::uuid[])', [rows.map(({ id }) => id)]);
    return rows.length;
  });
  return passedOn === RECEIPTS_PER_PULL ? 0 : untilNextDueMs();
}

async function untilNextDueMs(): Promise<number | null> {
  const { rows } = await pool().query<{ ms: number | null }>(
    'SELECT ceil(extract(epoch FROM min(due_at) - clock_timestamp()) * 1000)::float8 AS ms FROM simulator_receipt',
  );
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(ms, 0);
}
