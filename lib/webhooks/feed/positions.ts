import type pg from 'pg';
import { transaction } from '../../database/transaction';

/** Reports that get their positions in one transaction. */
const BATCH = 1_000;

/**
 * Assigns positions to the account's reports that have none, in order of their ids. The lock makes readers do it one after
 * the other, and each sees only what is committed: a report that is committed later, also by a transaction that began
 * earlier, gets a later position, so that no cursor skips it. Returns whether there may be more.
 */
export async function assignPositions(accountId: string): Promise<boolean> {
  return transaction(async (client) => {
    await client.query('INSERT INTO report_feed_state (account_id) VALUES ($1) ON CONFLICT DO NOTHING', [accountId]);
    const { rows } = await client.query<{ last: string }>(
      'SELECT last_position AS last FROM report_feed_state WHERE account_id = $1 FOR UPDATE',
      [accountId],
    );
    return (await assignFrom(client, accountId, rows[0]?.last ?? '0')) === BATCH;
  });
}

async function assignFrom(client: pg.ClientBase, accountId: string, last: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `WITH new AS MATERIALIZED (
       SELECT f.id, row_number() OVER (ORDER BY f.id) AS place
       FROM (SELECT id FROM report_feed WHERE account_id = $1 AND position IS NULL ORDER BY id LIMIT ${BATCH}) f
     ), assigned AS (
       UPDATE report_feed f SET position = $2::bigint + n.place FROM new n WHERE f.id = n.id RETURNING f.id
     ), counted AS (SELECT count(*)::int AS count FROM assigned)
     UPDATE report_feed_state s SET last_position = s.last_position + c.count FROM counted c
     WHERE s.account_id = $1 RETURNING c.count`,
    [accountId, last],
  );
  return rows[0]?.count ?? 0;
}
