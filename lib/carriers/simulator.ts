import { chunks } from '../base/chunks';
import { newId } from '../base/ids';
import { plainArray } from '../database/array-literal';
import { pool } from '../database/db';
import { transaction } from '../database/transaction';
import { JOBS_PER_ROW } from '../queue/lease';
import { type ClaimedAt, type Position, Positions, RECENT } from '../queue/position';
import type { BatchCarrier, CarrierReceipt, ReceiptSink, Submission, SubmitOutcome } from './carrier';
import { SIMULATOR } from './route-rules';
import { type SimulatedReceipt, simulatorOutcomeFor } from './simulator-outcomes';

const THROTTLED_TIMES = 2;
const THROTTLE_MS = 200;
const ROWS_PER_PULL = 40;
const RECEIPTS_AT_ONCE = 1_000;

type Due = SimulatedReceipt & { carrierMessageId: string };
type Answer = { outcome: SubmitOutcome; later: Due[]; atOnce: Due[] };

/**
 * The carrier that sends nothing and has the outcomes of simulator-outcomes.ts. The receipts that it has yet to send are in
 * the database, so that it forgets nothing when its process is killed.
 */
export function openSimulator(takeReceipts: ReceiptSink): BatchCarrier {
  const positions = new Positions<typeof SIMULATOR>();
  return {
    name: SIMULATOR,
    async submit(batch) {
      const answers = batch.map(answer);
      await remember(answers.flatMap(({ later }) => later));
      const atOnce = answers.flatMap((given) => given.atOnce);
      if (atOnce.length > 0) await takeReceipts(SIMULATOR, atOnce.map(toReceipt));
      return answers.map(({ outcome }) => outcome);
    },
    async pullReceipts() {
      const taken = await positions.claim(
        (since) => takeDue(takeReceipts, since(SIMULATOR)),
        () => SIMULATOR,
      );
      return taken.length === ROWS_PER_PULL ? 0 : untilNextDueMs(positions.since(SIMULATOR));
    },
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

/** Stores what is due at the same time as one row for up to JOBS_PER_ROW receipts. */
async function remember(due: Due[]): Promise<void> {
  if (due.length === 0) return;
  const groups = new Map<string, Due[]>();
  for (const receipt of due) {
    const name = `${receipt.afterMs} ${receipt.status} ${receipt.errorCode}`;
    const group = groups.get(name);
    if (group) group.push(receipt);
    else groups.set(name, [receipt]);
  }
  const rows = [...groups.values()].flatMap((group) => chunks(group, JOBS_PER_ROW));
  const ids = rows.flat();
  await pool().query({
    name: 'insert-simulator-receipts',
    text: `INSERT INTO simulator_receipts (due_at, status, error_code, carrier_message_ids)
           SELECT now() + r.after_ms * interval '1 millisecond', r.status::message_status, r.error_code,
                  ($5::uuid[])[r.first : r.first + r.size - 1]
           FROM unnest($1::int[], $2::text[], $3::text[], $4::int[], $6::int[])
             AS r (after_ms, status, error_code, first, size)`,
    values: [
      rows.map(([first]) => first?.afterMs),
      rows.map(([first]) => first?.status),
      rows.map(([first]) => first?.errorCode ?? null),
      rows.map((_, index) => 1 + rows.slice(0, index).reduce((total, row) => total + row.length, 0)),
      plainArray(ids.map(({ carrierMessageId }) => carrierMessageId)),
      rows.map((row) => row.length),
    ],
  });
}

type DueRow = ClaimedAt & {
  status: CarrierReceipt['status'];
  errorCode: string | null;
  carrierMessageIds: string[];
};

/** Passes on what is due. The rows go only after they were taken, so a crash in between repeats receipts and loses none. */
async function takeDue(takeReceipts: ReceiptSink, since: Position | null): Promise<ClaimedAt[]> {
  return transaction(async (client) => {
    const { rows } = await client.query<DueRow>({
      name: 'due-simulator-receipts',
      text: `SELECT id, due_at AS "runAt", due_at > now() - ${RECENT} AS "isRecent", status, error_code AS "errorCode",
                    carrier_message_ids AS "carrierMessageIds"
             FROM simulator_receipts WHERE due_at <= now() AND due_at >= $2
             ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      values: [ROWS_PER_PULL, since?.runAt ?? '-infinity'],
    });
    if (rows.length === 0) return [];
    const receipts = rows.flatMap(({ status, errorCode, carrierMessageIds }) =>
      carrierMessageIds.map((carrierMessageId) => ({ carrierMessageId, status, errorCode })),
    );
    await Promise.all(chunks(receipts, RECEIPTS_AT_ONCE).map((some) => takeReceipts(SIMULATOR, some)));
    await client.query('DELETE FROM simulator_receipts WHERE id = ANY($1::bigint[])', [rows.map(({ id }) => id)]);
    return rows;
  });
}

async function untilNextDueMs(since: Position | null): Promise<number | null> {
  const { rows } = await pool().query<{ ms: number | null }>(
    `SELECT ceil(extract(epoch FROM min(due_at) - clock_timestamp()) * 1000)::float8 AS ms FROM simulator_receipts
     WHERE due_at >= $1`,
    [since?.runAt ?? '-infinity'],
  );
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(ms, 0);
}
