import type pg from 'pg';
import { groupBy } from '../base/group-by';
import type { AcceptedPart, Submission } from '../carriers/carrier';
import { transaction } from '../database/transaction';
import { PRIORITY_NAMES, type PriorityName } from '../messages/rules';
import { MAX_CLAIMS, SUSPECT_AFTER } from '../queue/claim-limits';
import { distinctLanes, isDue, isFree, isLeasedTo, takeLease } from '../queue/lease';
import { type Position, RECENT, type Since } from '../queue/position';
import { MESSAGE_QUEUE } from '../queue/queues';

/**
 * A message that a worker has claimed. It is not submitted when it is `expired` (its validity is over) or `exhausted` (too
 * many workers died with it).
 */
export type ClaimedMessage = Submission & {
  accountId: string;
  possibleDuplicate: boolean;
  expired: boolean;
  exhausted: boolean;
};

/** A leased row of the queue with its messages, without those that were cancelled. */
export type ClaimedRow = Position & {
  priority: number;
  size: number;
  /** Whether rows with an earlier `runAt` can still be committed. */
  isRecent: boolean;
  /** Milliseconds since `runAt`, by the database's clock. */
  waitedMs: number;
  messages: ClaimedMessage[];
};

/** How much one claim may take, and of which priorities: those above `above`. */
export type ClaimSize = { rows: number; messages: number; above?: number };

/** Each lower priority that waits gets one in so many of a claim, so that urgent messages never block it. */
const KEPT_FOR_LOWER = 10;

/** SQL expression: whether the lease of a worker ended without a result. */
const WAS_LOST = 'q.lease_owner IS NOT NULL';

/** Due rows of one priority, the longest waiting first, as the queue's index holds them. */
const due = (priority: PriorityName, index = PRIORITY_NAMES.indexOf(priority)) => `FROM message_queue q
    WHERE q.carrier = $2 AND q.priority = ${index} AND ${isDue('q')}
      AND (q.run_at, q.id) >= (($5::timestamptz[])[${index + 1}], ($6::bigint[])[${index + 1}]) AND q.lost_claims < ${SUSPECT_AFTER} ORDER BY q.run_at, q.id`;
const waiting = (priority: PriorityName) => `(
    SELECT count(*) AS rows, LEAST(COALESCE(sum(w.size), 0), $4::int / ${KEPT_FOR_LOWER}) AS messages
    FROM (SELECT q.size ${due(priority)} LIMIT $3::int / ${KEPT_FOR_LOWER}) w
  ) ${priority}`;

/** The first rows of a priority, until they have as many messages as the claim has room for. */
const pick = (priority: PriorityName, rows: string, messages: string) => `
    SELECT id, priority, run_at, size, lost FROM (
      SELECT l.*, sum(l.size) OVER (ORDER BY l.run_at, l.id) - l.size AS earlier
      FROM (SELECT q.id, q.priority, q.run_at, q.size, ${WAS_LOST} AS lost ${due(priority)} LIMIT GREATEST(${rows}, 0)
            FOR NO KEY UPDATE OF q SKIP LOCKED) l
    ) c WHERE c.earlier < ${messages}`;
const taken = (column: 'count(*)' | 'COALESCE(sum(size), 0)', ...priorities: PriorityName[]) =>
  priorities.map((priority) => ` - (SELECT ${column} FROM ${priority})`).join('');

// One bounded index scan per priority: each stops at its limit, however many wait behind it.
const PICK = `
  WITH kept AS MATERIALIZED (
    SELECT regular.rows AS regular, regular.messages AS regular_messages, low.rows AS low, low.messages AS low_messages
    FROM ${waiting('regular')}, ${waiting('low')}
  ), high AS MATERIALIZED (
    ${pick(
      'high',
      '(SELECT $3::int - k.regular - k.low FROM kept k)',
      '(SELECT $4::int - k.regular_messages - k.low_messages FROM kept k)',
    )}
  ), regular AS MATERIALIZED (
    ${pick(
      'regular',
      `(SELECT $3::int - k.low FROM kept k)${taken('count(*)', 'high')}`,
      `(SELECT $4::int - k.low_messages FROM kept k)${taken('COALESCE(sum(size), 0)', 'high')}`,
    )}
  ), low AS MATERIALIZED (
    ${pick(
      'low',
      `$3::int${taken('count(*)', 'high', 'regular')}`,
      `$4::int${taken('COALESCE(sum(size), 0)', 'high', 'regular')}`,
    )}
  ), picked AS MATERIALIZED (
    SELECT * FROM high UNION ALL SELECT * FROM regular UNION ALL SELECT * FROM low
  )`;

/** One row of any priority during whose claims several workers ended. The partial index `message_queue_suspect_idx` holds them. */
const PICK_SUSPECT = `
  WITH picked AS MATERIALIZED (
    SELECT q.id, ${WAS_LOST} AS lost FROM message_queue q
    WHERE q.carrier = $2 AND ${isDue('q')} AND q.lost_claims >= ${SUSPECT_AFTER}
    ORDER BY q.run_at, q.id LIMIT $3::int FOR NO KEY UPDATE OF q SKIP LOCKED
  )`;

// OFFSET keeps the planner from joining the whole table of messages with the claimed ones.
const claim = (picked: string) => `${picked}, claimed AS (
    UPDATE message_queue q
    SET ${takeLease(MESSAGE_QUEUE, '$1', 'q')}, attempts = LEAST(q.attempts, 32766) + 1,
        possible_duplicate = q.possible_duplicate OR p.lost
    FROM picked p WHERE q.id = p.id
    RETURNING q.id, q.priority, q.run_at, q.size, q.attempts, q.possible_duplicate, q.scheduled, q.lost_claims, q.message_ids,
              p.lost
  ), jobs AS (
    SELECT c.*, u.message_id, u.position FROM claimed c, unnest(c.message_ids) WITH ORDINALITY AS u(message_id, position)
  ), due_now AS (
    UPDATE message_progress g SET status = 'queued' FROM jobs j
    WHERE j.scheduled AND g.message_id = j.message_id AND g.status = 'scheduled'
    RETURNING g.message_id
  ), lost AS (
    INSERT INTO submit_attempt (id, message_id, account_id, attempt, outcome)
    SELECT gen_random_uuid(), m.id, m.account_id, j.attempts - 1, 'worker_lost'
    FROM jobs j JOIN message m ON m.id = j.message_id WHERE j.lost
    RETURNING message_id, account_id, attempt
  ), flagged AS (
    INSERT INTO message_progress AS g (message_id, account_id, status, attempts, possible_duplicate)
    SELECT l.message_id, l.account_id, 'queued', l.attempt, true FROM lost l ORDER BY l.message_id
    ON CONFLICT (message_id) DO UPDATE SET attempts = excluded.attempts, possible_duplicate = true WHERE g.status = 'queued'
  )
  SELECT j.id AS "rowId", CASE WHEN j.position = 1 THEN j.run_at END AS "runAt", j.run_at > now() - ${RECENT} AS "isRecent",
         CASE WHEN j.position = 1 THEN extract(epoch FROM now() - j.run_at)::float8 * 1000 END AS "waitedMs", j.priority, j.size, j.attempts AS attempt, j.possible_duplicate AS "possibleDuplicate",
         j.lost_claims >= ${MAX_CLAIMS} AS exhausted, m.id AS "messageId", m.account_id AS "accountId", m.environment,
         m.recipient, m.sender, m.text, m.encoding, m.segments, m.valid_until AS "validUntil", m.valid_until <= now() AS expired
  FROM jobs j LEFT JOIN LATERAL (SELECT * FROM message m WHERE m.id = j.message_id OFFSET 0) m ON (
    NOT j.scheduled OR j.message_id IN (SELECT d.message_id FROM due_now d)
    OR EXISTS (SELECT FROM message_progress g WHERE g.message_id = j.message_id AND g.status = 'queued'))
  ORDER BY j.priority DESC, j.run_at, j.id, j.position`;

const CLAIM = { name: 'claim-messages', text: claim(PICK) };
const CLAIM_SUSPECT = { name: 'claim-suspect-messages', text: claim(PICK_SUSPECT) };

/**
 * Leases due rows of a carrier's queue, high priority before regular before low, and within one priority the longest
 * waiting first. A tenth of the claim goes to regular and a tenth to low messages while such wait. Takes rows until they
 * have `size.messages` messages; the last may exceed it. Queues scheduled messages unless they were cancelled. A due row
 * with an owner was claimed by a worker that died: the carrier may have its messages, so they are flagged as possible
 * duplicates and the lost attempt is recorded. Highest attempt 32,767 (smallint): reached only after days. Leaves rows
 * that several workers in a row died with to `claimSuspect`. Reads no row of a priority before `since`.
 */
export async function claimMessages(
  worker: string,
  carrier: string,
  size: ClaimSize,
  since: Since<number> = fromBeginning,
): Promise<ClaimedRow[]> {
  const { above = -1 } = size;
  const starts = PRIORITY_NAMES.map((_, priority) => (priority > above ? (since(priority) ?? BEGINNING) : END));
  return claimBy(CLAIM, [
    ...[worker, carrier, size.rows, size.messages],
    starts.map(({ runAt }) => runAt),
    starts.map(({ id }) => id),
  ]);
}

const fromBeginning = () => null;
const BEGINNING = { runAt: '-infinity', id: '0' };
const END = { runAt: 'infinity', id: '0' };

/**
 * Claims a row that several workers in a row died with, apart from others, so that it fails few of them. A row with several
 * messages is replaced by rows with one message each first; then returns none.
 */
export async function claimSuspect(worker: string, carrier: string): Promise<ClaimedRow[]> {
  if (await splitSuspect(carrier)) return [];
  return claimBy(CLAIM_SUSPECT, [worker, carrier, 1]);
}

/** `runAt` and `waitedMs` are set for the first message of a row, since reading a time is expensive. */
type Row = { rowId: string; messageId: string | null } & Omit<ClaimedRow, 'id' | 'messages'> &
  Omit<ClaimedMessage, 'messageId' | 'acceptedParts'>;

async function claimBy(statement: { name: string; text: string }, values: unknown[]): Promise<ClaimedRow[]> {
  const { rows, parts } = await transaction(async (client) => {
    const { rows } = await client.query<Row>({ ...statement, values });
    return { rows, parts: await findAcceptedParts(client, rows) };
  }, 'in index order');
  const claimed = new Map<string, ClaimedRow>();
  for (const { rowId, runAt, isRecent, waitedMs, priority, size, messageId, ...message } of rows) {
    let row = claimed.get(rowId);
    if (!row) {
      row = { id: rowId, runAt, isRecent, waitedMs, priority, size, messages: [] };
      claimed.set(rowId, row);
    }
    if (messageId !== null) {
      row.messages.push({ ...message, messageId, priority, acceptedParts: parts.get(messageId) ?? [] });
    }
  }
  return [...claimed.values()];
}

/** Parts of long messages that an earlier attempt handed over. */
async function findAcceptedParts(client: pg.ClientBase, rows: readonly Row[]): Promise<Map<string, AcceptedPart[]>> {
  const ids = rows.flatMap(({ messageId, attempt, segments }) =>
    messageId !== null && attempt > 1 && segments > 1 ? [messageId] : [],
  );
  if (ids.length === 0) return new Map();
  const { rows: parts } = await client.query<AcceptedPart & { messageId: string }>(
    `SELECT message_id AS "messageId", part, carrier_message_id AS "carrierMessageId" FROM message_part
     WHERE message_id = ANY($1::uuid[]) ORDER BY message_id, part`,
    [ids],
  );
  return groupBy(parts, ({ messageId }) => messageId);
}

/**
 * Returns rows to the queue that `worker` has claimed and not submitted, so that any worker can claim them at once. The
 * claim does not count as an attempt.
 */
export async function releaseRows(worker: string, rowIds: readonly string[]): Promise<void> {
  await transaction((client) =>
    client.query(
      `UPDATE message_queue q
       SET lease_owner = NULL, leased_until = NULL, attempts = GREATEST(q.attempts - 1, 0), run_at = GREATEST(q.run_at, now())
       WHERE q.id = ANY($2::bigint[]) AND ${isLeasedTo('$1', 'q')}`,
      [worker, rowIds],
    ),
  );
}

const SPLIT = `
  WITH picked AS MATERIALIZED (
    SELECT q.id FROM message_queue q
    WHERE q.carrier = $1 AND q.lost_claims >= ${SUSPECT_AFTER} AND q.size > 1 AND q.run_at <= now() AND ${isFree('q')}
    ORDER BY q.run_at, q.id LIMIT 1 FOR UPDATE OF q SKIP LOCKED
  ), split AS (
    DELETE FROM message_queue q USING picked p WHERE q.id = p.id RETURNING q.*
  )
  INSERT INTO message_queue (carrier, priority, run_at, scheduled, attempts, possible_duplicate, lease_owner, leased_until,
                             lost_claims, size, message_ids)
  SELECT s.carrier, s.priority, s.run_at, s.scheduled, s.attempts, s.possible_duplicate, s.lease_owner, s.leased_until,
         s.lost_claims, 1, ARRAY[u.message_id]
  FROM split s, unnest(s.message_ids) AS u(message_id)`;

async function splitSuspect(carrier: string): Promise<boolean> {
  const { rowCount } = await transaction((client) => client.query(SPLIT, [carrier]), 'in index order');
  return (rowCount ?? 0) > 0;
}

const NEXT_DUE = `
  SELECT ceil(extract(epoch FROM min(n.run_at) - now()) * 1000)::float8 AS ms
  FROM unnest('{0,1,2}'::smallint[]) p, LATERAL (
    SELECT q.run_at FROM message_queue q WHERE q.carrier = $1 AND q.priority = p AND q.run_at > now()
    ORDER BY q.run_at LIMIT 1) n`;

/** Milliseconds until the next row of a carrier's queue is due; null when none waits for its time. */
export async function untilNextDueMs(carrier: string): Promise<number | null> {
  const { rows } = await transaction(
    (client) => client.query<{ ms: number | null }>(NEXT_DUE, [carrier]),
    'in index order',
  );
  return rows[0]?.ms ?? null;
}

const QUEUED_CARRIERS = `WITH RECURSIVE carrier AS (${distinctLanes('message_queue', 'carrier')})
  SELECT name FROM carrier WHERE name IS NOT NULL`;

/** Returns the carriers that messages wait for, due or not, with one index descent for each. */
export async function findQueuedCarriers(): Promise<string[]> {
  const { rows } = await transaction(
    (client) => client.query<{ name: string }>({ name: 'find-queued-carriers', text: QUEUED_CARRIERS }),
    'in index order',
  );
  return rows.map(({ name }) => name);
}
