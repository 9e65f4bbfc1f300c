import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { perform } from '../actions/perform';
import { resetAllSingletons } from '../base/process-singleton';
import { renameKey } from '../keys/commands/configure-key';
import { type Client, runWithClient } from '../runtime/request-client';
import { useApiServer } from '../testing/api-server';
import { useDatabase } from '../testing/database';
import { type DatabaseProxy, startDatabaseProxy } from '../testing/database-proxy';
import { makeAccount, makeKey } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { DatabaseClient } from './client';
import { apiPool, db, endPools, longDb, pool, serveRequests } from './db';
import { transaction } from './transaction';
import { toAppError } from './translate-error';

useDatabase();
const api = useApiServer();

/** Far more than the limit of a request, for slow machines, and less than the limit of a long statement (20 s). */
const HELD_MS = 12_000;

let direct: string;
let line: DatabaseProxy;

beforeEach(async () => {
  direct = process.env.DATABASE_URL ?? '';
  line = await startDatabaseProxy(direct);
  await use(line.url);
});
afterEach(async () => {
  await use(direct);
  line.close();
});

/** Makes the process serve requests with new connections to `url`. */
async function use(url: string): Promise<void> {
  await endPools();
  resetAllSingletons();
  process.env.DATABASE_URL = url;
  serveRequests();
}

/** Returns how `work` ended: `done`, or the error's code and message; `held` when it took too long. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  const ended = work.then(
    () => 'done',
    (error: unknown) => {
      const { code, message } = toAppError(error);
      return `${code}: ${message}`;
    },
  );
  return Promise.race([ended, wait(HELD_MS, 'held', { ref: false })]);
}

const count = (outcomes: string[], outcome: string) => outcomes.filter((other) => other === outcome).length;

test.each<[string, () => Promise<unknown>, string]>([
  ['a statement of Prisma', () => db().user.count(), 'not known whether this was done'],
  ['a transaction of Prisma', () => db().$transaction((tx) => tx.user.count()), 'Nothing was done'],
  ['a statement of the pool', () => pool().query('SELECT 1'), 'not known whether this was done'],
  ['a transaction of the pool', () => transaction((client) => client.query('SELECT 1')), 'Nothing was done'],
  ['a statement of an API request', () => apiPool().query('SELECT 1'), 'not known whether this was done'],
])('%s on a frozen connection fails soon, and new connections replace it', async (_, work, outcome) => {
  await work();
  expect(line.freeze()).toBeGreaterThan(0);
  expect(await outcomeOf(work())).toMatch(new RegExp(`^unavailable: .*${outcome}`));
  expect(line.heldStatements()).toBe(1);
  expect(await outcomeOf(work())).toBe('done');
});

test('connections that freeze in use hold back their own requests, though they are all of the pool', async () => {
  const size = pool().options.max;
  await Promise.all(Array.from({ length: size }, () => pool().query('SELECT pg_sleep(0.05)')));
  const frozen = line.freeze();
  expect(frozen).toBe(size);
  const outcomes = await Promise.all(Array.from({ length: 3 * size }, () => outcomeOf(db().user.count())));
  expect(line.heldStatements()).toBe(size);
  expect(count(outcomes, 'held')).toBe(0);
  expect(count(outcomes, 'done')).toBe(2 * size);
});

test('a transaction that freezes before its COMMIT releases its locks on the server', async () => {
  const actor = await makeAccount();
  const { id } = await makeKey(actor);
  const lock = 'SELECT FROM api_key WHERE id = $1 FOR UPDATE';
  const frozen = transaction(async (client) => {
    await client.query(lock, [id]);
    line.freeze();
    await client.query('SELECT 1');
  });
  expect(await outcomeOf(frozen)).toContain('Nothing was done');
  // The server ends the session that was left in its transaction.
  const take = () => outcomeOf(transaction((client) => client.query(lock, [id])));
  await vi.waitFor(async () => expect(await take()).toBe('done'), WAIT_LIMIT);
});

/** Locks rows or a table by a transaction of another client until `work` has ended. */
async function whileLocked<T>(statement: string, values: unknown[], work: () => Promise<T>): Promise<T> {
  const holder = new DatabaseClient({ url: direct });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(statement, values);
  try {
    return await work();
  } finally {
    await holder.query('ROLLBACK');
    await holder.end();
  }
}

/** Returns the results of `work`, run `times` times, one after the other. */
async function inTurn<T>(times: number, work: (i: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < times; i++) results.push(await work(i));
  return results;
}

const LOCK_USAGE = 'SELECT FROM api_key_usage WHERE api_key_id = $1 FOR UPDATE';

test('reads and changes with a locked key are refused, and those with other keys of the account are not', async () => {
  const actor = await makeAccount();
  const [locked, free] = [
    await makeKey(actor, { scopes: ['sms:read', 'keys:manage'] }),
    await makeKey(actor, { scopes: ['sms:read', 'keys:manage'] }),
  ];
  const ask = (key: string, method: string, path: string, body?: string) =>
    api.request(method, path, { 'x-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) }, body);
  const requests = (key: string) => [
    ask(key, 'GET', '/api/sms'),
    ask(key, 'GET', '/api/sms/0190b5a4-0000-7000-8000-000000000001'),
    ask(key, 'GET', '/api/keys'),
    ask(key, 'PATCH', `/api/keys/${free.id}`, '{"name":"Renamed"}'),
  ];
  const burst = () => Promise.all(Array.from({ length: 12 }, () => requests(locked.key)).flat());
  const [own, others] = await whileLocked(LOCK_USAGE, [locked.id], () =>
    Promise.all([burst(), inTurn(5, () => Promise.all(requests(free.key)))]),
  );
  expect(new Set(own.map(({ status }) => status))).toEqual(new Set([503]));
  expect(own.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
  expect(own.every(({ json }) => String(json.detail).includes('Nothing was done'))).toBe(true);
  expect(others.flat().map(({ status }) => status)).toEqual(Array(5).fill([200, 404, 200, 200]).flat());
});

test('changes of a locked key are refused, and changes of other keys by the same key are not', async () => {
  const actor = await makeAccount();
  const manager = await makeKey(actor, { scopes: ['keys:manage'] });
  const [locked, free] = [await makeKey(actor), await makeKey(actor)];
  const rename = (id: string, name: string) =>
    api.request(
      'PATCH',
      `/api/keys/${id}`,
      { 'x-api-key': manager.key, 'content-type': 'application/json' },
      JSON.stringify({ name }),
    );
  const [own, others] = await whileLocked('SELECT FROM api_key WHERE id = $1 FOR UPDATE', [locked.id], () =>
    Promise.all([
      Promise.all(Array.from({ length: 30 }, (_, i) => rename(locked.id, `Locked ${i}`))),
      inTurn(5, (i) => rename(free.id, `Free ${i}`)),
    ]),
  );
  expect(new Set(own.map(({ status }) => status))).toEqual(new Set([503]));
  expect(others.map(({ status }) => status)).toEqual(Array(5).fill(200));
});

test('an action on a locked key is refused, and a page on a locked table fails as a slow database', async () => {
  const actor = await makeAccount();
  const [locked, free] = [await makeKey(actor), await makeKey(actor)];
  const input = z.object({ id: z.string(), name: z.string() });
  const rename = (id: string) => perform(async () => actor, input, renameKey, { id, name: `Renamed ${id}` });
  const [own, other] = await whileLocked(LOCK_USAGE, [locked.id], () =>
    Promise.all([rename(locked.id), rename(free.id)]),
  );
  expect(own).toMatchObject({
    ok: false,
    error: { code: 'unavailable', message: expect.stringContaining('Nothing was done') },
  });
  expect(other).toMatchObject({ ok: true });

  const client: Client = { ip: null, requestId: 'a', target: '/' };
  const page = await whileLocked('LOCK TABLE api_key IN ACCESS EXCLUSIVE MODE', [], () =>
    runWithClient(client, () => outcomeOf(db().apiKey.count())),
  );
  expect(page).toMatch(/^unavailable: .*Nothing was done/);
  expect(client.databaseFailure).toBe('slow');
});

test('statements of long work are not cut off at the limit of a request', async () => {
  const limitOf = async (work: Promise<{ setting: string }[]>) => Number((await work)[0]?.setting);
  const read = "SELECT setting FROM pg_settings WHERE name = 'statement_timeout'";
  const request = await limitOf(db().$queryRawUnsafe(read));
  expect(request).toBeLessThan(2_000);
  expect(await limitOf(longDb().$queryRawUnsafe(read))).toBeGreaterThan(5 * request);
});

test(
  'long work on a frozen connection fails as soon as the server says that it is idle',
  async () => {
    await longDb().user.count();
    line.freeze();
    expect(await outcomeOf(longDb().user.count())).toContain('not known whether this was done');
    await expect(longDb().user.count()).resolves.toBeGreaterThanOrEqual(0);
  },
  WAIT_LIMIT.timeout,
);
