import { beforeAll, expect, it } from 'vitest';
import type { UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { recipientOf } from '../testing/smpp-carrier';
import { claimMessages } from './claim-messages';
import { recordReceipts } from './receipts';
import { settle } from './settle';

useDatabase();

const STORED = 20_000;
const CLAIMED = 20;
/** Of a message read by its key: index and table. */
const PAGES_EACH = 8;

let actor: UserActor;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
  await pool().query(
    `WITH stored AS (
       INSERT INTO message (id, account_id, api_key_id, recipient, text, encoding, segments, valid_until)
       SELECT gen_random_uuid(), $1, $2, '+37255500000', 'Hi', 'gsm7', 1, now() + interval '1 day'
       FROM generate_series(1, $3) RETURNING id
     )
     INSERT INTO message_queue (carrier, run_at, size, message_ids) SELECT 'dead', now(), 1, ARRAY[id] FROM stored`,
    [actor.accountId, key.id, STORED],
  );
  await pool().query('VACUUM ANALYZE');
});

/** Pages of the messages' table and indexes that `run` reads. */
async function pagesReadBy(run: () => Promise<unknown>): Promise<number> {
  const before = await pagesRead();
  await run();
  return (await pagesRead()) - before;
}

async function pagesRead(): Promise<number> {
  const connections = await Promise.all(Array.from({ length: pool().totalCount || 1 }, () => pool().connect()));
  for (const connection of connections) await connection.query('SELECT pg_stat_force_next_flush()');
  for (const connection of connections) connection.release();
  const { rows } = await pool().query<{ pages: string }>(
    `SELECT sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit) AS pages FROM pg_statio_user_tables
     WHERE relname = 'message'`,
  );
  return Number(rows[0]?.pages);
}

it('claims and receipts of a carrier read its own messages only, beside a long queue of another', async () => {
  const ids = await makeMessages(
    actor,
    key,
    Array.from({ length: CLAIMED }, (_, i) => ({ recipient: recipientOf(i), queuedFor: 'alive' })),
  );
  const worker = newId();
  let claimed: Awaited<ReturnType<typeof claimMessages>> = [];
  const claim = async () => {
    claimed = await claimMessages(worker, 'alive', { rows: 100, messages: 100 });
  };
  expect(await pagesReadBy(claim)).toBeLessThan(CLAIMED * PAGES_EACH);
  const handOvers = claimed.flatMap(({ messages, ...row }) =>
    messages.map((message) => ({
      row,
      message,
      outcome: { kind: 'accepted' as const, carrierMessageId: `c-${message.messageId}` },
    })),
  );
  await settle(worker, 'alive', handOvers);
  await pool().query('ANALYZE message_progress');
  const receipts = ids.map((id, i) => ({
    ...{ carrierMessageId: `c-${id}`, status: 'delivered' as const, errorCode: null, recipient: recipientOf(i) },
    candidates: [`c-${id}`, `C-${id}`],
  }));
  // One read to match a receipt, one to end the message.
  const store = () => recordReceipts('alive', receipts);
  expect(await pagesReadBy(store)).toBeLessThan(2 * CLAIMED * PAGES_EACH);
});
