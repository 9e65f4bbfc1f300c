import pg from 'pg';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { bumpKeyRevisions } from '../accounts/key-revisions';
import { newId } from '../base/ids';
import { SIMULATOR } from '../carriers/route-rules';
import { db, pool } from '../database/db';
import { transaction } from '../database/transaction';
import { endMessages } from '../delivery/progress';
import { setKeysEnabled } from '../keys/commands/switch-keys';
import { foldCounts } from '../keys/counts/fold';
import { countsOf } from '../testing/counts';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { STALE } from './authentication/cached-key';
import type { CommitItem } from './commit-item';
import { insertAccepted } from './insert-accepted';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };
beforeEach(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

function item(apiKeyId = key.id, revision = 1): CommitItem {
  const message = {
    id: newId(),
    recipient: '+37255555555',
    sender: null,
    text: 'hi',
    encoding: 'gsm7',
    segments: 1,
  } as const;
  const none = { dlrUrl: null, sendAt: null, reference: null, metadata: null };
  return {
    ...{ accountId: actor.accountId, apiKeyId, revision, environment: 'live', oldSecretId: null, clientIp: null },
    ...{ signature: null, idempotency: null, charge: null, storedResult: null },
    messages: [{ ...message, ...none, autoReplace: 'off', priority: 1, validityMin: 2_880, carrier: SIMULATOR }],
  };
}

async function begin(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query("BEGIN; SET LOCAL lock_timeout = '30s'");
  return client;
}

/** Resolves when `count` transactions wait for a lock. */
const untilWaiting = (count: number) =>
  vi.waitFor(async () => {
    const { rowCount } = await pool().query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    expect(rowCount).toBe(count);
  }, WAIT_LIMIT);

const storedMessages = () => db().message.count({ where: { apiKeyId: key.id } });

test('statements that accept with a key wait neither for each other nor for counts that are folded', async () => {
  const [first, second, folding] = [await begin(), await begin(), await begin()];
  expect(await insertAccepted(first, [item()])).not.toEqual([STALE]);
  await folding.query('UPDATE api_key_usage SET times_used = times_used + 1 WHERE api_key_id = $1', [key.id]);
  await folding.query('INSERT INTO api_key_day (api_key_id, day) VALUES ($1, now()::date)', [key.id]);
  expect(await insertAccepted(second, [item(), item()])).not.toContain(STALE);
  for (const client of [second, folding, first]) await client.query('COMMIT');
  expect(await storedMessages()).toBe(3);
});

test.each<[string, (other: string) => CommitItem[]]>([
  ['of one key', () => [item()]],
  ['of several keys', (other) => [item(), item(other)]],
])('a change waits for a batch %s under way, later ones for the change: then they accept nothing', async (_, batch) => {
  const other = (await makeKey(await makeAccount())).id;
  const [first, later] = [await begin(), await begin()];
  await insertAccepted(first, batch(other));
  const change = setKeysEnabled(actor, [key.id], false);
  await untilWaiting(1);
  // An endless sequence of such batches would hold back the change forever if row locks alone decided.
  const outcomes = insertAccepted(later, batch(other));
  await untilWaiting(2);
  expect(await storedMessages()).toBe(0);
  await first.query('COMMIT');
  await change;
  expect(await storedMessages()).toBe(1);
  const [own, ...others] = await outcomes;
  expect(own).toBe(STALE);
  expect(others).not.toContain(STALE);
  await later.query('COMMIT');
  expect([await storedMessages(), (await countsOf(key.id)).accepted]).toEqual([1, 1]);
});

test('a change of all keys of an account waits and is waited for in the same way', async () => {
  const first = await begin();
  await insertAccepted(first, [item()]);
  const change = db().$transaction((tx) => bumpKeyRevisions(tx, actor.accountId));
  await untilWaiting(1);
  const later = insertAccepted(pool(), [item()]);
  await untilWaiting(2);
  await first.query('COMMIT');
  await change;
  expect(await later).toEqual([STALE]);
});

test('a change by a process of the version before waits for a batch under way, and a later batch for it', async () => {
  const [first, change] = [await begin(), await begin()];
  await insertAccepted(first, [item()]);
  await change.query('SELECT FROM api_key_usage WHERE api_key_id = $1 FOR NO KEY UPDATE', [key.id]);
  const changed = change.query('UPDATE api_key_usage SET revision = revision + 1 WHERE api_key_id = $1', [key.id]);
  await untilWaiting(1);
  await first.query('COMMIT');
  await changed;
  const later = insertAccepted(pool(), [item()]);
  await untilWaiting(1);
  await change.query('COMMIT');
  expect(await later).toEqual([STALE]);
});

test('accepting and ending messages update no row of a count', async () => {
  const versions = async () => {
    const { rows } = await pool().query(
      `SELECT 'usage', ctid FROM api_key_usage WHERE api_key_id = $1
       UNION ALL SELECT 'day', ctid FROM api_key_day WHERE api_key_id = $1
       UNION ALL SELECT 'outcome', ctid FROM api_key_outcome WHERE api_key_id = $1`,
      [key.id],
    );
    return rows;
  };
  const sendAndEnd = async () => {
    const sent = item();
    await insertAccepted(pool(), [sent]);
    const messageId = sent.messages[0]?.id ?? '';
    const ending = { messageId, status: 'rejected', errorCode: null, byReceipt: false } as const;
    await transaction((client) => endMessages(client, [ending]));
  };
  await sendAndEnd();
  await foldCounts();
  const before = await versions();
  expect(before).toHaveLength(3);
  await sendAndEnd();
  expect(await versions()).toEqual(before);
  expect(await countsOf(key.id)).toMatchObject({ uses: 2, accepted: 2, failed: 2 });
});
