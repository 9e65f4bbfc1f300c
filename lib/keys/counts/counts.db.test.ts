import pg from 'pg';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { newId } from '../../base/ids';
import { pool } from '../../database/db';
import { transaction } from '../../database/transaction';
import { countsOf, usesOf } from '../../testing/counts';
import { useDatabase } from '../../testing/database';
import { makeAccount, makeKey } from '../../testing/factories';
import { listKeys } from '../queries/list-keys';
import { IS_UNFOLDED } from './delta';
import { FOLD, foldCounts } from './fold';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };
beforeEach(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

const count = (client: Pick<pg.Client, 'query'>, uses = 1, id = key.id) =>
  client.query(
    `INSERT INTO api_key_delta (api_key_id, day, uses, accepted, at, ip)
     SELECT $1, now()::date, 1, 2, now(), '192.0.2.' || n FROM generate_series(1, $2::int) n`,
    [id, uses],
  );

const total = async (id = key.id) => {
  const [{ timesUsed }, { uses, accepted }] = [await usesOf(id), await countsOf(id)];
  expect([uses, accepted]).toEqual([timesUsed, 2 * timesUsed]);
  return timesUsed;
};

const foldedUses = async () => {
  const { rows } = await pool().query('SELECT times_used::int AS uses FROM api_key_usage WHERE api_key_id = $1', [
    key.id,
  ]);
  return rows[0].uses;
};

test('each count is read and folded once, in any order in which transactions begin and end', async () => {
  const [slow, slower] = [await connect(), await connect()];
  for (const client of [slow, slower]) await client.query('BEGIN');
  await count(slow, 10);
  await count(pool());
  expect(await total()).toBe(1);
  expect(await foldCounts()).toBe(1);
  await count(slower, 100);
  await count(pool());
  expect(await total()).toBe(2);
  await slow.query('COMMIT');
  expect([await total(), await foldedUses()]).toEqual([12, 1]);
  expect(await foldCounts()).toBe(11);
  expect([await total(), await foldedUses()]).toEqual([12, 12]);
  await slower.query('COMMIT');
  expect(await total()).toBe(112);
  const folds = await Promise.all([foldCounts(), foldCounts(), foldCounts()]);
  expect(folds.reduce((sum, rows) => sum + rows, 0)).toBe(100);
  expect([await total(), await foldedUses(), await foldCounts()]).toEqual([112, 112, 0]);
});

test('a fold of many keys reads each total once', async () => {
  const keys = 3_000;
  await pool().query(
    `WITH k AS (
       INSERT INTO api_key (id, account_id, type, name, webhook_secret)
       SELECT gen_random_uuid(), $1, 'auth', 'fold ' || n, '' FROM generate_series(1, $2::int) n RETURNING id, account_id
     ), u AS (
       INSERT INTO api_key_usage (api_key_id, account_id, type, environment) SELECT id, account_id, 'auth', 'live' FROM k
     )
     INSERT INTO api_key_delta (api_key_id, day, uses) SELECT id, now()::date, 1 FROM k`,
    [actor.accountId, keys],
  );
  const rows = await transaction(async (client) => {
    const { rows: plan } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${FOLD.text}`);
    return rowsRemovedByJoins(plan[0]['QUERY PLAN'][0].Plan);
  });
  expect(rows).toBeLessThan(keys);
});

type PlanNode = { 'Rows Removed by Join Filter'?: number; 'Actual Loops': number; Plans?: PlanNode[] };

function rowsRemovedByJoins({ Plans = [], ...node }: PlanNode): number {
  const own = (node['Rows Removed by Join Filter'] ?? 0) * node['Actual Loops'];
  return Plans.reduce((sum, plan) => sum + rowsRemovedByJoins(plan), own);
}

test('a fold in many parts, and one that is rolled back, count exactly', async () => {
  await count(pool(), 45_000);
  const stuck = await connect();
  await stuck.query('BEGIN');
  await stuck.query('SELECT FROM api_key_usage WHERE api_key_id = $1 FOR UPDATE', [key.id]);
  await expect(foldCounts()).rejects.toMatchObject({ code: '55P03' });
  expect([await total(), await foldedUses()]).toEqual([45_000, 0]);
  await stuck.query('ROLLBACK');
  expect(await foldCounts()).toBe(45_000);
  expect([await total(), await foldedUses()]).toEqual([45_000, 45_000]);
});

test('a database that was restored into a cluster with lower transaction ids counts exactly', async () => {
  await pool().query("UPDATE api_key_fold SET snapshot = '9000000000:9000000000:'");
  await pool().query(
    `INSERT INTO api_key_delta (transaction_id, api_key_id, day, uses, accepted) VALUES ('8999999999', $1, now()::date, 3, 6)`,
    [key.id],
  );
  await count(pool());
  expect(await total()).toBe(4);
  expect(await foldCounts()).toBe(2);
  expect([await total(), await foldedUses()]).toEqual([4, 4]);
  // Ids that went past the position before the first fold: each process begins with one that reads all.
  await count(pool());
  await pool().query("UPDATE api_key_fold SET snapshot = ($1 || ':' || $1 || ':')::pg_snapshot", [
    (await pool().query('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next')).rows[0].next,
  ]);
  expect(await foldCounts()).toBe(0);
  expect(await foldCounts({ fromBeginning: true })).toBe(1);
  expect([await total(), await foldedUses()]).toEqual([5, 5]);
});

test('counts that a process of the version before adds to the totals are kept', async () => {
  await count(pool(), 2);
  const byHand = 'UPDATE api_key_usage SET times_used = times_used + 1 WHERE api_key_id = $1';
  const ofDay = `INSERT INTO api_key_day AS d (api_key_id, day, uses, accepted) VALUES ($1, now()::date, 1, 2)
                 ON CONFLICT (api_key_id, day) DO UPDATE SET uses = d.uses + 1, accepted = d.accepted + 2`;
  for (const sql of [byHand, ofDay]) await pool().query(sql, [key.id]);
  expect(await total()).toBe(3);
  await foldCounts();
  for (const sql of [byHand, ofDay]) await pool().query(sql, [key.id]);
  expect(await total()).toBe(4);
});

test('the last use is the latest, folded or not, and the list is sorted by it', async () => {
  const other = await makeKey(actor);
  const insertUse = (id: string, at: string, ip: string | null) =>
    pool().query('INSERT INTO api_key_delta (api_key_id, day, uses, at, ip) VALUES ($1, now()::date, 1, $2, $3)', [
      id,
      at,
      ip,
    ]);
  await insertUse(key.id, '2026-01-02T00:00:00Z', '192.0.2.2');
  await insertUse(key.id, '2026-01-01T00:00:00Z', '192.0.2.1');
  await insertUse(other.id, '2026-01-01T12:00:00Z', null);
  const expected = { timesUsed: 2, lastUsedAt: new Date('2026-01-02T00:00:00Z'), lastUsedIp: '192.0.2.2' };
  expect(await usesOf(key.id)).toEqual(expected);
  await pool().query("UPDATE api_key_fold SET folded_at = now() - interval '1 minute'");
  const { keys } = await listKeys(actor, { sort: 'lastUsedAt', direction: 'desc' });
  expect(keys.map(({ id }) => id)).toEqual([key.id, other.id]);
  expect(keys[0]).toMatchObject(expected);
  await insertUse(key.id, '2025-12-31T00:00:00Z', '192.0.2.3');
  expect(await usesOf(key.id)).toEqual({ ...expected, timesUsed: 3 });
  await foldCounts();
  expect(await usesOf(key.id)).toEqual({ ...expected, timesUsed: 3 });
});

test('counts that were folded are not read again while an open transaction keeps vacuum from removing them', async () => {
  const open = await connect();
  await open.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM api_key_delta');
  const blocksRead = async () => {
    const { rows } = await pool().query(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT sum(uses) FROM api_key_delta d WHERE api_key_id = $1 AND ${IS_UNFOLDED}`,
      [newId()],
    );
    const { Plan: plan } = rows[0]['QUERY PLAN'][0];
    return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  };
  await count(pool(), 19_000);
  expect(await blocksRead()).toBeGreaterThan(100);
  await foldCounts();
  await count(pool(), 5);
  expect(await blocksRead()).toBeLessThan(40);
  expect(await total()).toBe(19_005);
});
