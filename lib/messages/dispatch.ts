import type { Submission } from '../carriers/carrier';
import { pool } from '../db';
import { newId } from '../ids';
import { transaction } from '../transaction';
import { PRIORITY_NAMES, type PriorityName } from './priorities';

/** How long a claimed message is a worker's own. A dead worker's messages come back after it. */
export const LEASE_SECONDS = 30;

/** A message this worker may hand over. `expired`: its validity is over, it must not be. */
export type ClaimedMessage = Submission & { expired: boolean };

/** One of how many messages of a claim is kept for each lower priority that waits: nothing starves behind what is urgent. */
const KEPT_FOR_LOWER = 10;

/** Due messages of one priority, the longest waiting first, as the queue's index holds them. */
const due = (priority: PriorityName) => `FROM message
    WHERE status = 'queued' AND priority = ${PRIORITY_NAMES.indexOf(priority)} AND run_at <= now() ORDER BY run_at, id`;
const waiting = (priority: PriorityName) =>
  `(SELECT count(*) FROM (SELECT ${due(priority)} LIMIT $2::int / ${KEPT_FOR_LOWER}) w) AS ${priority}`;
const pick = (priority: PriorityName, limit: string) =>
  `SELECT id, run_at, lease_owner IS NOT NULL AS lost ${due(priority)} LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`;

// One bounded look per priority: each stops at its limit, however many wait behind it, and none sorts.
const CLAIM = `
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
  ), claimed AS (
    UPDATE message m
    SET lease_owner = $1, attempts = LEAST(m.attempts, 32766) + 1, run_at = now() + $3 * interval '1 second',
        possible_duplicate = m.possible_duplicate OR p.lost
    FROM picked p WHERE m.id = p.id
    RETURNING m.id, m.account_id, m.attempts, m.mode, m.recipient, m.sender, m.text, m.encoding, m.segments,
              m.valid_until <= now() AS expired, m.priority, p.run_at, p.lost
  ), recorded AS (
    INSERT INTO submit_attempt (id, message_id, account_id, attempt, outcome)
    SELECT ($4::uuid[])[row_number() OVER ()], id, account_id, attempts - 1, 'worker_lost' FROM claimed WHERE lost
  )
  SELECT id AS "messageId", attempts AS attempt, mode, recipient, sender, text, encoding, segments, expired FROM claimed
  ORDER BY priority DESC, run_at, id`;

/**
 * Claims up to `limit` queued messages whose time has come, high priority before regular before low, and of one priority
 * the longest waiting first; no other worker gets them while the lease lasts. Of a claim of at least 10, a tenth goes to
 * regular and a tenth to low ones while such wait. One found with an owner was in the hands of a worker that died: the
 * carrier may have it, so it is flagged and the lost hand-over recorded. Highest attempt 32,767 (smallint): reached only
 * after days, and fenced by the owner from then on.
 */
export async function claimMessages(worker: string, limit: number): Promise<ClaimedMessage[]> {
  const newIds = Array.from({ length: limit }, () => newId());
  const { rows } = await transaction(
    (client) => client.query<ClaimedMessage>(CLAIM, [worker, limit, LEASE_SECONDS, newIds]),
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
