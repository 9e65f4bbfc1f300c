import type pg from 'pg';
import { ADD_TO_MINUTE } from '../credit/release';
import { plainArray } from '../database/array-literal';
import type { CommitItem } from './commit-item';
import { type CommitOutcome, insertAccepted } from './insert-accepted';

/** The balance did not suffice for the item: nothing was written. */
export class Insufficient {
  constructor(
    readonly balance: bigint,
    readonly price: bigint,
  ) {}
}

const LOCK = {
  name: 'lock-balances',
  text: `
    SELECT account_id AS id, balance::text AS balance FROM account_credit
    WHERE account_id = ANY($1::uuid[]) ORDER BY account_id FOR NO KEY UPDATE`,
};

const DEBIT = {
  name: 'debit',
  text: `
    WITH charged AS (
      INSERT INTO message_price (message_id, account_id, amount)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) RETURNING account_id, amount
    ), sums AS (
      SELECT account_id, sum(amount)::bigint AS amount, count(*)::int AS messages FROM charged GROUP BY account_id
    ), debited AS (
      UPDATE account_credit a SET balance = a.balance - s.amount FROM sums s WHERE a.account_id = s.account_id
      RETURNING a.account_id, a.balance, s.amount, s.messages
    )
    INSERT INTO credit_entry AS e (id, account_id, kind, amount, messages, balance, minute, at)
    SELECT gen_random_uuid(), account_id, 'accept', -amount, messages, balance, date_trunc('minute', now()), now()
    FROM debited ORDER BY account_id ${ADD_TO_MINUTE}`,
};

/**
 * `insertAccepted` for items that are paid for: debits the balances in the same transaction. Balances stay locked until it
 * ends, so that none is overdrawn by any number of processes. An item that its balance does not suffice for becomes
 * `Insufficient`; the others are accepted.
 */
export async function insertCharged(
  client: Pick<pg.PoolClient, 'query'>,
  items: CommitItem[],
): Promise<(CommitOutcome | Insufficient)[]> {
  await client.query('BEGIN');
  try {
    const left = await lockBalances(client, items);
    const refused = new Map<CommitItem, Insufficient>();
    const affordable = items.filter((item) => {
      const balance = left.get(item.accountId) ?? 0n;
      const price = item.charge?.total ?? 0n;
      // A balance below 0 accepts nothing, not even what is free.
      const isAffordable = balance >= price;
      if (isAffordable) left.set(item.accountId, balance - price);
      else refused.set(item, new Insufficient(balance, price));
      return isAffordable;
    });
    const outcomes = affordable.length > 0 ? await insertAccepted(client, affordable) : [];
    await debit(
      client,
      affordable.filter((_, index) => typeof outcomes[index] === 'object'),
    );
    await client.query('COMMIT');
    const byItem = new Map(affordable.map((item, index) => [item, outcomes[index] as CommitOutcome]));
    return items.map((item) => refused.get(item) ?? (byItem.get(item) as CommitOutcome));
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function lockBalances(client: Pick<pg.PoolClient, 'query'>, items: CommitItem[]): Promise<Map<string, bigint>> {
  const accountIds = [...new Set(items.map(({ accountId }) => accountId))];
  const { rows } = await client.query<{ id: string; balance: string }>({ ...LOCK, values: [plainArray(accountIds)] });
  return new Map(rows.map(({ id, balance }) => [id, BigInt(balance)]));
}

async function debit(client: Pick<pg.PoolClient, 'query'>, items: CommitItem[]): Promise<void> {
  const charged = items.flatMap(({ accountId, charge }) =>
    (charge?.messages ?? []).map(({ id, amount }) => ({ id, accountId, amount })),
  );
  if (charged.length === 0) return;
  const values = [
    plainArray(charged.map(({ id }) => id)),
    plainArray(charged.map(({ accountId }) => accountId)),
    plainArray(charged.map(({ amount }) => String(amount))),
  ];
  await client.query({ ...DEBIT, values });
}
