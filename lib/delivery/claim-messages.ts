import { newId } from '../base/ids';
import type { Submission } from '../carriers/carrier';
import { transaction } from '../database/transaction';
import { PRIORITY_NAMES, type PriorityName } from '../messages/rules';
import { MAX_CLAIMS, SUSPECT_AFTER } from '../queue/claim-limits';
import { isDue, takeLease, WAS_LOST } from '../queue/lease';
import { MESSAGE_QUEUE } from '../queue/queues';

/**
 * A message that a worker has claimed. It is not submitted when it is `expired` (its validity is over) or `exhausted` (too
 * many workers died with it).
 */
export type ClaimedMessage = Submission & { expired: boolean; exhausted: boolean };

/** Each lower priority that waits gets one in so many messages of a claim, so that urgent ones never block it. */
const KEPT_FOR_LOWER = 10;

/** Due messages of one priority, the longest waiting first, as the queue's index holds them. */
const due = (priority: PriorityName) => `FROM message
    WHERE ${isDue(MESSAGE_QUEUE)} AND priority = ${PRIORITY_NAMES.indexOf(priority)}
      AND lost_claims < ${SUSPECT_AFTER} ORDER BY run_at, id`;
const waiting = (priority: PriorityName) =>
  `(SELECT count(*) FROM (SELECT ${due(priority)} LIMIT $2::int / ${KEPT_FOR_LOWER}) w) AS ${priority}`;
const COLUMNS = `id, run_at, ${WAS_LOST} AS lost`;
const pick = (priority: PriorityName, limit: string) =>
  `SELECT ${COLUMNS} ${due(priority)} LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`;

// One bounded read per priority: each stops at its limit, however many wait behind it, and none sorts.
const PICK = `
  WITH kept AS MATERIALIZED (
    SELECT ${waiting('regular')}, ${waiting('low')}
  ), high AS MATERIALIZED (
    ${pick('high', '(SELECT $2::int - k.regular - k.low FROM kept k)')}
  ), regular AS MATERIALIZED (
    ${pick('regular', '(SELECT $2::int - k.low FROM kept k) - (SELECT count(*) FROM high)')}
  ), low AS MATERIALIZED (
    ${pick('low', '$2::int - (SELECT count(*) FROM high) - (SELECT count(*) FROM regular)')}
  ), picked AS MATERIALIZED (
    SELECT * FROM high UNION ALL SELECT * FROM regular UNION ALL SELECT * FROM low
  )`;

/** Messages of dead workers, of any priority. The partial index `message_suspect_idx` holds them. */
const PICK_SUSPECT = `
  WITH picked AS MATERIALIZED (
    SELECT ${COLUMNS} FROM message
    WHERE ${isDue(MESSAGE_QUEUE)} AND lost_claims >= ${SUSPECT_AFTER}
    ORDER BY run_at, id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
  )`;

const claim = (picked: string) => `${picked}, claimed AS (
    UPDATE message m
    SET ${takeLease(MESSAGE_QUEUE, '$1')}, attempts = LEAST(m.attempts, 32766) + 1,
        lost_claims = CASE WHEN p.lost THEN LEAST(m.lost_claims, 32766) + 1 ELSE 0 END,
        possible_duplicate = m.possible_duplicate OR p.lost
    FROM picked p WHERE m.id = p.id
    RETURNING m.id, m.account_id, m.attempts, m.environment, m.recipient, m.sender, m.text, m.encoding, m.segments,
              m.valid_until <= now() AS expired, m.lost_claims >= ${MAX_CLAIMS} AS exhausted, m.priority, p.run_at, p.lost
  ), recorded AS (
    INSERT INTO submit_attempt (id, message_id, account_id, attempt, outcome)
    SELECT ($3::uuid[])[row_number() OVER ()], id, account_id, attempts - 1, 'worker_lost' FROM claimed WHERE lost
  )
  SELECT id AS "messageId", attempts AS attempt, environment, recipient, sender, text, encoding, segments, expired, exhausted
  FROM claimed ORDER BY priority DESC, run_at, id`;

const CLAIM = claim(PICK);
const CLAIM_SUSPECT = claim(PICK_SUSPECT);

/**
 * Claims up to `limit` due messages, high priority before regular before low, and within one priority the longest waiting
 * first. Of a claim of at least 10, a tenth goes to regular and a tenth to low messages while such wait. A due message with
 * an owner was claimed by a worker that died: the carrier may have it, so it is flagged as a possible duplicate and the lost
 * attempt is recorded. Highest attempt 32,767 (smallint): reached only after days, and fenced by the owner alone from then
 * on. Leaves messages that several workers in a row died with to `claimSuspect`.
 */
export async function claimMessages(worker: string, limit: number): Promise<ClaimedMessage[]> {
  return claimBy(CLAIM, worker, limit);
}

/** Claims one message that several workers in a row died with: apart from others, so that it fails few of them. */
export async function claimSuspect(worker: string): Promise<ClaimedMessage[]> {
  return claimBy(CLAIM_SUSPECT, worker, 1);
}

async function claimBy(statement: string, worker: string, limit: number): Promise<ClaimedMessage[]> {
  const newIds = Array.from({ length: limit }, () => newId());
  const { rows } = await transaction(
    (client) => client.query<ClaimedMessage>(statement, [worker, limit, newIds]),
    'in index order',
  );
  return rows;
}
