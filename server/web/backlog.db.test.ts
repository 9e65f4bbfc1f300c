import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { processSingleton, resetSingleton } from '@/lib/base/process-singleton';
import { pool } from '@/lib/database/db';
import { requireReady } from '@/lib/health/readiness';
import { countLastDay, findFullBacklog } from '@/lib/messages/queries';
import { accountsOverShare } from '@/lib/queue/account-shares';
import { Backlog, type BacklogOptions } from '@/lib/queue/backlog';
import { env } from '@/lib/runtime/env';
import { useApiServer } from '@/lib/testing/api-server';
import { countsOf } from '@/lib/testing/counts';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { WAIT_LIMIT } from '@/lib/testing/limits';
import { emptyQueue } from '@/lib/testing/message-queue';
import { startWorker } from '@/lib/worker/worker';

useDatabase();
const gate = useApiServer();

const LIMIT = 500;
const BATCH = 50;
const MESSAGE = { to: '+37255555555', text: 'Hello' };
let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: string;
let keyId: string;

beforeAll(async () => {
  actor = await makeAccount();
  ({ key, id: keyId } = await makeKey(actor));
});
afterEach(emptyQueue);

const count = async (sql: string) => Number((await pool().query<{ count: string }>(sql)).rows[0]?.count);
const stored = () => count('SELECT count(*) FROM message');
const queued = () => count('SELECT COALESCE(sum(size), 0) AS count FROM message_queue');

/** On a clock that stands still, every check starts a count unless one is under way. */
function useEagerBacklog(more: Partial<BacklogOptions> = {}): Backlog {
  resetSingleton('backlog');
  const options = { limit: LIMIT, minIntervalMs: 0, now: () => 0, count: queued, ...more };
  return processSingleton('backlog', () => new Backlog(options));
}

const sendBatch = (size = BATCH, headers = {}) =>
  gate.postBatch(Array(size).fill(MESSAGE), { 'x-api-key': key, ...headers });

test('at MAX_QUEUED_MESSAGES sends are refused and write nothing, until the worker has submitted messages', async () => {
  process.env.MAX_QUEUED_MESSAGES = String(LIMIT);
  for (const name of ['env', 'backlog']) resetSingleton(name);
  expect(env().MAX_QUEUED_MESSAGES).toBe(LIMIT);
  await expect(requireReady()).resolves.toBeUndefined();
  const scheduled = { ...MESSAGE, send_at: new Date(Date.now() + 3_600_000).toISOString() };
  await gate.postBatch(Array(LIMIT).fill(scheduled), { 'x-api-key': key });
  const first = await sendBatch(LIMIT, { 'idempotency-key': 'first' });
  expect(first.status).toBe(202);

  await vi.waitFor(
    async () => expect(await findFullBacklog(actor)).toEqual({ waiting: LIMIT, limit: LIMIT }),
    WAIT_LIMIT,
  );
  const before = await stored();
  for (const refused of [await gate.post(MESSAGE, { 'x-api-key': key }), await sendBatch(2)]) {
    expect(refused).toMatchObject({ status: 503, json: { code: 'overloaded' } });
    expect(refused.json.detail).toMatch(/^500 messages wait to be submitted, and MAX_QUEUED_MESSAGES allows 500\./);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  }
  const repeated = await sendBatch(LIMIT, { 'idempotency-key': 'first' });
  expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
  await expect(requireReady()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/^500 /) });
  expect([await stored(), (await countLastDay(actor)).scheduled]).toEqual([before, LIMIT]);
  expect((await countsOf(keyId)).accepted).toBe(before);

  const worker = await startWorker();
  await vi.waitFor(async () => expect((await sendBatch(1)).status).toBe(202), WAIT_LIMIT);
  await expect(requireReady()).resolves.toBeUndefined();
  await worker.stop();
});

test('without a worker the backlog exceeds the limit by what was sent during one count at most, and a sole account may use all of it', async () => {
  const backlog = useEagerBacklog({ findOverShare: accountsOverShare });
  let accepted = 0;
  for (let status = 202; status === 202; await backlog.counted()) {
    ({ status } = await sendBatch());
    if (status === 202) accepted += BATCH;
    expect(accepted).toBeLessThanOrEqual(LIMIT + BATCH);
  }
  expect(accepted).toBeGreaterThanOrEqual(LIMIT);
  expect([await stored(), await queued()]).toEqual([accepted, accepted]);
});

test('several clients that send as fast as they can exceed the limit by what each has in flight', async () => {
  const backlog = useEagerBacklog();
  const clients = 8;
  const sendUntilRefused = async () => {
    for (let sent = 0; ; sent += BATCH) {
      if ((await sendBatch()).status === 503) return sent;
      await backlog.counted();
    }
  };
  const accepted = (await Promise.all(Array.from({ length: clients }, sendUntilRefused))).reduce((a, b) => a + b);
  expect([await stored(), await queued()]).toEqual([accepted, accepted]);
  expect(accepted).toBeGreaterThanOrEqual(LIMIT);
  // A client's request may pass by a count that began before the client's last one was committed, and by the next.
  expect(accepted).toBeLessThanOrEqual(LIMIT + 2 * clients * BATCH);
});

test('one account leaves room for the messages of another', async () => {
  const { key: otherKey } = await makeKey(await makeAccount());
  const backlog = useEagerBacklog({ findOverShare: accountsOverShare });
  let refused = await sendBatch();
  for (let sent = BATCH; refused.status === 202; sent += BATCH) {
    expect(sent).toBeLessThan(LIMIT);
    await backlog.counted();
    refused = await sendBatch();
  }
  expect(refused).toMatchObject({ status: 503, json: { code: 'overloaded' } });
  expect(refused.json.detail).toMatch(
    /^Most of the messages that MAX_QUEUED_MESSAGES allows to wait are of this account/,
  );
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  await backlog.counted();
  expect(await gate.post(MESSAGE, { 'x-api-key': otherKey })).toMatchObject({ status: 202 });
  await emptyQueue();
  backlog.isFull();
  await backlog.counted();
  expect((await sendBatch()).status).toBe(202);
});
