import { pool } from '../database/db';

/**
 * Condition on a row `q` of the message queue: its messages wait to be submitted: due, claimed, or to be submitted again after a
 * temporary failure, which a broken carrier could let grow without a limit. Those that wait for their send_at do not count.
 */
export const IS_WAITING = '(NOT q.scheduled OR q.run_at <= now())';

/**
 * An account may have this many times the room that is left. One account alone comes to 4/5 of the limit, two to 4/9 each, and
 * there is always room for another one (the "dynamic threshold" of shared buffers, Choudhury and Hahne 1998).
 */
const SHARE_OF_ROOM = 4;
const SAMPLED_PAGES = 400;
const SAMPLED_ROWS = 1_000;

/**
 * Counts waiting messages by account in a sample of the queue: rows of random pages, and one message of each row, which counts
 * for the row's size. Reads the same number of rows however long the queue is. An installation with a single account returns no row.
 */
const SAMPLE = {
  name: 'sample-backlog',
  text: `
    WITH pages AS (
      SELECT GREATEST(pg_relation_size('message_queue') / current_setting('block_size')::int, 1) AS count
    ), sampled AS MATERIALIZED (
      SELECT q.size, q.message_ids[1 + floor(random() * q.size)::int] AS message_id
      FROM message_queue q TABLESAMPLE SYSTEM (LEAST(100, ${SAMPLED_PAGES} * 100.0 / (SELECT count FROM pages)))
      WHERE (SELECT count(*) FROM (SELECT FROM account LIMIT 2) a) > 1 AND ${IS_WAITING}
      ORDER BY random() LIMIT ${SAMPLED_ROWS}
    )
    SELECT m.account_id, sum(s.size)::int AS messages FROM sampled s JOIN message m ON m.id = s.message_id GROUP BY m.account_id`,
};

/** Returns messages by account in a random sample of those that wait. */
async function sampleWaitingByAccount(): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool().query<{ account_id: string; messages: number }>(SAMPLE);
  return new Map(rows.map(({ account_id, messages }) => [account_id, messages]));
}

/**
 * Returns the accounts whose part of the `waiting` messages is at least SHARE_OF_ROOM times the room below `limit`. Calls
 * `sample` only where an account could have that many.
 */
export async function accountsOverShare(
  waiting: number,
  limit: number,
  sample: () => Promise<ReadonlyMap<string, number>> = sampleWaitingByAccount,
): Promise<ReadonlySet<string>> {
  const share = SHARE_OF_ROOM * (limit - waiting);
  if (waiting < share) return new Set();
  const byAccount = await sample();
  const sampled = [...byAccount.values()].reduce((sum, messages) => sum + messages, 0);
  return new Set([...byAccount].flatMap(([id, messages]) => ((messages / sampled) * waiting >= share ? [id] : [])));
}
