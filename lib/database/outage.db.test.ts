import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { withVerifiedKey } from '../acceptance/authentication/authenticate';
import { perform } from '../actions/perform';
import { resetSingleton } from '../base/process-singleton';
import { env } from '../runtime/env';
import { useDatabase } from '../testing/database';
import { type DatabaseProxy, startDatabaseProxy } from '../testing/database-proxy';
import { DatabaseClient } from './client';
import { apiPool, db, endPools, pool } from './db';
import { transaction } from './transaction';
import { toAppError } from './translate-error';

useDatabase();

let direct: string;
let database: string;
const proxies: DatabaseProxy[] = [];

beforeEach(async () => {
  direct = process.env.DATABASE_URL ?? '';
  database = new URL(direct).pathname.slice(1);
});
afterEach(async () => {
  await asWriter(`ALTER DATABASE ${database} RESET default_transaction_read_only`);
  await use(direct);
});
afterAll(() => {
  for (const proxy of proxies) proxy.close();
});

/** Directs new connections of the process to `url`. */
async function use(url: string): Promise<void> {
  await endPools();
  for (const kept of ['env', 'pool', 'api-pool', 'prisma']) resetSingleton(kept);
  process.env.DATABASE_URL = url;
}

/** A proxy before the test's server. */
async function proxy(): Promise<DatabaseProxy> {
  const made = await startDatabaseProxy(direct);
  proxies.push(made);
  return made;
}

const failure = (work: Promise<unknown>) => work.then(() => null, toAppError);
const authority = (url: string) => new URL(url).host;
/** Returns a URL with `first` and `second` as its hosts. */
const both = (first: string, second: string) =>
  first.replace(authority(first), `${authority(first)},${authority(second)}`);

test('reports “nothing was done” for every kind of query when the server behind a proxy is down', async () => {
  const dead = await proxy();
  dead.setMode('refuse');
  await use(dead.url);
  for (const work of [
    () => pool().query('SELECT 1'),
    () => apiPool().query('SELECT 1'),
    () => db().user.count(),
    () => db().$transaction((tx) => tx.user.count()),
    () => transaction((client) => client.query('SELECT 1')),
  ]) {
    const error = await failure(work());
    expect([error?.code, error?.retryAfterS]).toEqual(['unavailable', 2]);
    expect(error?.message).toContain('Nothing was done');
  }
});

test('reports an unknown outcome for a connection that breaks during a statement, “nothing was done” before COMMIT', async () => {
  const line = await proxy();
  await use(line.url);
  const lost = failure(apiPool().query('SELECT pg_sleep(10)'));
  await running('SELECT pg_sleep(10)');
  line.cut();
  expect((await lost)?.message).toContain('not known whether this was done');
  for (const begin of [
    () => transaction(async (client) => cutDuring(client.query('SELECT pg_sleep(10)'))),
    () => db().$transaction(async (tx) => cutDuring(tx.$queryRawUnsafe('SELECT pg_sleep(10)::text'))),
  ]) {
    const error = await failure(begin());
    expect(error?.message).toContain('Nothing was done');
  }
  async function cutDuring(statement: Promise<unknown>): Promise<unknown> {
    const settled = statement.catch((error: unknown) => error);
    await running('SELECT pg_sleep(10)%');
    line.cut();
    const error = await settled;
    throw error;
  }
});

/** Resolves when the server executes `statement`. */
async function running(statement: string): Promise<void> {
  const watcher = new DatabaseClient({ url: direct });
  await watcher.connect();
  for (;;) {
    const { rowCount } = await watcher.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND state = 'active' AND pid <> pg_backend_pid() AND query LIKE $2`,
      [database, statement],
    );
    if (rowCount) break;
  }
  await watcher.end();
}

test('times out with “nothing was done” when a server accepts a connection and does not respond', async () => {
  const hole = await proxy();
  hole.setMode('silent');
  await use(hole.url);
  const error = await failure(pool().query('SELECT 1'));
  expect(error?.message).toContain('Nothing was done');
});

test.each([
  ['a statement', () => db().user.count(), 'not known whether this was done'],
  ['a transaction', () => db().$transaction((tx) => tx.user.count()), 'Nothing was done'],
])('fails %s of a page or command once its server accepts no new connection', async (_, work, outcome) => {
  const line = await proxy();
  await use(line.url);
  await db().user.count();
  line.setMode('silent');
  const error = await failure(work());
  expect(error?.message).toContain(outcome);
  expect(JSON.stringify(await causesOf(error))).toContain('did not respond in time');
});

test('reports “nothing was done” when only the key or the session is read from an unresponsive server', async () => {
  const line = await proxy();
  await use(line.url);
  await Promise.all([db().user.count(), apiPool().query('SELECT 1')]);
  line.setMode('silent');
  const readSession = async () => {
    await db().user.count();
    return null;
  };
  const action = perform(readSession, z.unknown(), async () => undefined, null);
  expect((await failure(withVerifiedKey(null, null, async () => undefined)))?.message).toContain('Nothing was done');
  expect(await action).toMatchObject({ ok: false, error: { message: expect.stringContaining('Nothing was done') } });
});

/** Returns the messages of an error and of its causes. */
async function causesOf(error: unknown): Promise<string[]> {
  if (!(error instanceof Error)) return [];
  const { driverAdapterError } = ((error as { meta?: unknown }).meta ?? {}) as { driverAdapterError?: unknown };
  return [error.message, ...(await causesOf(error.cause)), ...(await causesOf(driverAdapterError))];
}

test('replaces idle connections of the same age after one timeout', async () => {
  const line = await proxy();
  await use(line.url);
  const clients = await Promise.all([1, 2, 3].map(() => apiPool().connect()));
  for (const client of clients) client.release();
  line.setMode('silent');
  const error = await failure(apiPool().query({ text: 'SELECT 1', query_timeout: 50 } as never));
  expect(error?.message).toContain('not known whether this was done');
  line.setMode('forward');
  await expect(apiPool().query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
});

test('responds to writes with 503 on a read-only database, still reads, and replaces the connections', async () => {
  await asWriter(`ALTER DATABASE ${database} SET default_transaction_read_only = on`);
  await use(direct);
  for (const work of [
    () => pool().query('CREATE TABLE refused ()'),
    () => db().account.create({ data: { id: '0190b5a4-0000-7000-8000-000000000001', name: 'A', verifiedAt: null } }),
    () => db().$transaction((tx) => tx.oneTimeToken.deleteMany({})),
    () => transaction((client) => client.query('CREATE TABLE refused ()')),
  ]) {
    const error = await failure(work());
    expect([error?.code, error?.retryAfterS]).toEqual(['unavailable', 2]);
    expect(error?.message).toMatch(/read-only.*Nothing was done/);
    expect(await db().user.count()).toBe(0);
  }
  const clients = await Promise.all([1, 2, 3].map(() => pool().connect()));
  for (const client of clients) client.release();
  await asWriter(`ALTER DATABASE ${database} SET default_transaction_read_only = off`);
  // A refused statement ends its own connection and all of its age.
  await failure(db().oneTimeToken.deleteMany({}));
  await expect(db().oneTimeToken.deleteMany({})).resolves.toEqual({ count: 0 });
});

async function asWriter(statement: string): Promise<void> {
  const client = new DatabaseClient({ url: direct, options: '-c default_transaction_read_only=off' });
  await client.connect();
  await client.query(statement);
  await client.end();
}

test('uses the writable one of several hosts and finds it again after a role change', async () => {
  const [one, two] = [await proxy(), await proxy()];
  one.setMode('refuse');
  await use(both(one.url, two.url));
  await expect(pool().query('CREATE TEMPORARY TABLE written ()')).resolves.toMatchObject({ command: 'CREATE' });
  // The second host shuts down, the first returns.
  two.setMode('refuse');
  two.cut();
  one.setMode('forward');
  const first = await failure(db().user.count());
  if (first) expect(first.code).toBe('unavailable');
  expect(await db().user.count()).toBe(0);
  expect(await pool().query('SELECT 1')).toMatchObject({ rowCount: 1 });
});

test('finds the writable host without a delay by an unresponsive one', async () => {
  const [hole, works] = [await proxy(), await proxy()];
  hole.setMode('silent');
  await use(both(hole.url, works.url));
  await expect(pool().query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
});

test('reports unavailable, read-only without a writable host', async () => {
  await asWriter(`ALTER DATABASE ${database} SET default_transaction_read_only = on`);
  const [one, two] = [await proxy(), await proxy()];
  await use(both(one.url, two.url));
  const error = await failure(pool().query('SELECT 1'));
  expect(error?.message).toMatch(/read-only.*Nothing was done/);
  await use(`${direct}?target_session_attrs=read-write`);
  expect((await failure(pool().query('SELECT 1')))?.message).toMatch(/read-only/);
  await asWriter(`ALTER DATABASE ${database} RESET default_transaction_read_only`);
  await use(both(one.url, two.url));
  expect(env().DATABASE_URL).toContain(',');
  await expect(pool().query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
});
