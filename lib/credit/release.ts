import type pg from 'pg';
import { plainArray } from '../database/array-literal';

/** The ledger's entry of a minute: what messages cost, or what was released, is summed up. */
export const ADD_TO_MINUTE = `
  ON CONFLICT (account_id, kind, minute) DO UPDATE
  SET amount = e.amount + excluded.amount, messages = e.messages + excluded.messages, balance = excluded.balance, at = excluded.at`;

// Balances are locked in order of the accounts, as acceptance does.
const RELEASE = {
  name: 'release-credit',
  text: `
    WITH released AS (
      DELETE FROM message_price WHERE message_id = ANY($1::uuid[]) RETURNING account_id, amount
    ), sums AS (
      SELECT account_id, sum(amount)::bigint AS amount, count(*)::int AS messages FROM released GROUP BY account_id
    ), locked AS MATERIALIZED (
      SELECT a.account_id FROM account_credit a JOIN sums s USING (account_id) ORDER BY a.account_id FOR NO KEY UPDATE OF a
    ), credited AS (
      UPDATE account_credit a SET balance = a.balance + s.amount FROM sums s, locked l
      WHERE a.account_id = s.account_id AND a.account_id = l.account_id
      RETURNING a.account_id, a.balance, s.amount, s.messages
    )
    INSERT INTO credit_entry AS e (id, account_id, kind, amount, messages, balance, minute, at)
    SELECT gen_random_uuid(), account_id, 'release', amount, messages, balance, date_trunc('minute', now()), now()
    FROM credited ORDER BY account_id ${ADD_TO_MINUTE}`,
};

/** Returns what messages cost to the balance of their account, once, in the caller's transaction. Ids without a price cost nothing. */
export async function releaseCredit(client: pg.ClientBase, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length === 0) return;
  await client.query({ ...RELEASE, values: [plainArray(messageIds)] });
}
