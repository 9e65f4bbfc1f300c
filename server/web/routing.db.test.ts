import { beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { routeTable } from '@/lib/carriers/route-table';
import { db, pool } from '@/lib/database/db';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { problemFields } from '@/lib/testing/problems';

useDatabase();
const gate = useApiServer();

let actor: UserActor;
let live: string;

beforeEach(async () => {
  await pool().query("DELETE FROM message_queue; DELETE FROM carrier WHERE kind <> 'simulator'; DELETE FROM route");
  routeTable().invalidate();
  actor = await makeAccount();
  live = (await makeKey(actor)).key;
});

async function connect(
  name: string,
  ...routes: { prefix?: string; priority?: number; sender?: string }[]
): Promise<void> {
  const id = newId();
  await db().carrier.create({ data: { id, name, kind: 'smpp' } });
  for (const route of routes) await db().route.create({ data: { id: newId(), carrierId: id, ...route } });
  routeTable().invalidate();
}

const send = (body: unknown, key = live) => gate.post(body, { 'x-api-key': key });
async function queued(): Promise<Record<string, number>> {
  const { rows } = await pool().query<{ carrier: string; count: number }>(
    'SELECT carrier, sum(size)::int AS count FROM message_queue GROUP BY carrier',
  );
  return Object.fromEntries(rows.map(({ carrier, count }) => [carrier, count]));
}

describe('a live message', () => {
  test('goes to the simulator while no carrier is connected', async () => {
    expect((await send({ to: '+3725550001', text: 'x' })).status).toBe(202);
    expect(await queued()).toEqual({ simulator: 1 });
  });

  test('goes to the carrier of the longest matching prefix', async () => {
    await connect('world', {});
    await connect('estonia', { prefix: '372' });
    await send({ to: '+3725550001', text: 'x' });
    await send({ to: '+442071234567', text: 'x' });
    expect(await queued()).toEqual({ estonia: 1, world: 1 });
  });

  test('without a route is refused, and nothing is stored', async () => {
    await connect('estonia', { prefix: '372' });
    const { status, json } = await send({ to: ['+3725550001', '+442071234567'], text: 'x' });
    expect(status).toBe(422);
    expect(json).toMatchObject({ code: 'no_route', detail: expect.stringContaining('+442071234567') });
    expect(problemFields(json)).toEqual(['to']);
    expect(await queued()).toEqual({});
  });

  test('without a route is refused alone in a batch', async () => {
    await connect('estonia', { prefix: '372' });
    const messages = [
      { to: '+3725550001', text: 'x' },
      { to: '+442071234567', text: 'x' },
    ];
    const { status, json } = await gate.postBatch(messages, { 'x-api-key': live });
    expect(status).toBe(202);
    expect(json).toMatchObject({
      messages: [
        { index: 0, status: 'queued' },
        { index: 1, code: 'no_route' },
      ],
    });
    expect(await queued()).toEqual({ estonia: 1 });
  });
});

test('a test message always goes to the simulator', async () => {
  await connect('estonia', { prefix: '372' });
  const { key } = await makeKey(actor, { environment: 'test' });
  expect((await send({ to: '+442071234567', text: 'x' }, key)).status).toBe(202);
  expect(await queued()).toEqual({ simulator: 1 });
});

// Each is another variant of the accepting statement.
test.each([
  ['plain messages of one key', {}, {}],
  ['messages with details', { priority: 'high' }, {}],
  ['messages with an Idempotency-Key', {}, { 'idempotency-key': 'k1' }],
  [
    'messages with both',
    { priority: 'low', send_at: new Date(Date.now() + 3_600_000).toISOString() },
    { 'idempotency-key': 'k2' },
  ],
])('splits %s by carrier', async (_name, fields, headers) => {
  await connect('estonia', { prefix: '372' });
  await connect('latvia', { prefix: '371' });
  const to = Array.from({ length: 150 }, (_, i) => `+${i % 3 === 0 ? '3712' : '3725'}${String(i).padStart(7, '0')}`);
  const { status } = await gate.post({ to, text: 'x', ...fields }, { 'x-api-key': live, ...headers });
  expect(status).toBe(202);
  expect(await queued()).toEqual({ estonia: 100, latvia: 50 });
  const { rows } = await pool().query<{ wrong: number }>(
    `SELECT count(*)::int AS wrong FROM message_queue q, unnest(q.message_ids) AS u(id) JOIN message m ON m.id = u.id
     WHERE m.recipient NOT LIKE CASE q.carrier WHEN 'estonia' THEN '+372%' ELSE '+371%' END`,
  );
  expect(rows).toEqual([{ wrong: 0 }]);
});
