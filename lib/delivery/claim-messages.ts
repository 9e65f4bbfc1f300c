import { newId } from '../base/ids';
import type { Submission } from '../carriers/carrier';
import { pool } from '../database/db';
import { transaction } from '../database/transaction';
import { PRIORITY_NAMES, type PriorityName } from '../messages/priorities';
import { MAX_CLAIMS, SUSPECT_AFTER } from '../queue/claim-limits';

/** How long a claimed message is a worker's own. A dead worker's messages come back after it. */
export const LEASE_SECONDS = 30;

/**
 * A message this worker has claimed. It is not handed over when it is `expired` (its validity is over) or `exhausted` (too
 * many workers died with it).
 */
export type ClaimedMessage = Submission & { expired: boolean; exhausted: boolean };

/** One of how many messages of a claim is kept for each lower priority that waits: nothing starves behind what is urgent. */
const KEPT_FOR_LOWER = 10;

/** Due messages of one priority, the longest waiting first, as the queue's index holds them. */
const due = (priority: PriorityName) => `FROM message
    WHERE status = 'queued' AND priority = ${PRIORITY_NAMES.indexOf(priority)} AND run_at <= now()
      AND lost_claims < ${SUSPECT_AFTER} ORDER BY run_at, id`;
const waiting = (priority: PriorityName) =>
  `(SELECT count(*) FROM (SELECT ${due(priority)} LIMIT $2::int / ${KEPT_FOR_LOWER}) w) AS ${priority}`;
const COLUMNS = 'id, run_at, lease_owner IS NOT NULL AS lost';
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

/** Messages that workers died with, whatever their priority. The partial index `message_suspect_idx` holds them. */
const PICK_SUSPECT = `
  WITH picked AS MATERIALIZED (
    SELECT ${COLUMNS} FROM message
    WHERE status = 'queued' AND lost_claims >= ${SUSPECT_AFTER} AND run_at <= now()
    ORDER BY run_at, id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
  )`;

const claim = (picked: string) => `${picked}, claimed AS (
    UPDATE message m
    SET lease_owner = $1, attempts = LEAST(m.attempts, 32766) + 1, run_at = now() + $3 * interval '1 second',
        lost_claims = CASE WHEN p.lost THEN LEAST(m.lost_claims, 32766) + 1 ELSE 0 END,
        possible_duplicate = m.possible_duplicate OR p.lost
    FROM picked p WHERE m.id = p.id
    RETURNING m.id, m.account_id, m.attempts, m.environment, m.recipient, m.sender, m.text, m.encoding, m.segments,
              m.valid_until <= now() AS expired, m.lost_claims >= ${MAX_CLAIMS} AS exhausted, m.priority, p.run_at, p.lost
  ), recorded AS (
    INSERT INTO submit_attempt (id, message_id, account_id, attempt, outcome)
    SELECT ($4::uuid[])[row_number() OVER ()], id, account_id, attempts - 1, 'worker_lost' FROM claimed WHERE lost
  )
  SELECT id AS "messageId", attempts AS attempt, environment, recipient, sender, text, encoding, segments, expired, exhausted
  FROM claimed ORDER BY priority DESC, run_at, id`;

const CLAIM = claim(PICK);
const CLAIM_SUSPECT = claim(PICK_SUSPECT);

/**
 * Claims up to `limit` queued messages whose time has come, high priority before regular before low, and of one priority
 * the longest waiting first; no other worker gets them while the lease lasts. Of a claim of at least 10, a tenth goes to
 * regular and a tenth to low ones while such wait. One found with an owner was in the hands of a worker that died: the
 * carrier may have it, so it is flagged and the lost hand-over recorded. Highest attempt 32,767 (smallint): reached only
 * after days, and fenced by the owner from then on. Messages that several workers in a row died with are left to
 * `claimSuspect`.
 */
export async function claimMessages(worker: string, limit: number): Promise<ClaimedMessage[]> {
  return claimBy(CLAIM, worker, limit);
}

/** Claims one message that several workers in a row died with: apart from others, so that it takes few with it. */
export async function claimSuspect(worker: string): Promise<ClaimedMessage[]> {
  return claimBy(CLAIM_SUSPECT, worker, 1);
}

async function claimBy(statement: string, worker: string, limit: number): Promise<ClaimedMessage[]> {
  const newIds = Array.from({ length: limit }, () => newId());
  const { rows } = await transaction(
    (client) => client.query<ClaimedMessage>(statement, [worker, limit, LEASE_SECONDS, newIds]),
    'in index order',
  );
  return rows;
}

/** Lengthens the lease of messages whose hand-over is still going on; what is being settled needs none. */
export async function extendLeases(worker: string, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return;
  await pool().query(
    `UPDATE message SET run_at = now() + $3 * interval '1 second'
     WHERE id IN (
       SELECT id FROM message WHERE id = ANY($2::uuid[]) AND lease_owner = $1 AND status = 'queued'
       FOR NO KEY UPDATE SKIP LOCKED
     )`,
    [worker, messageIds, LEASE_SECONDS],
  );
}
