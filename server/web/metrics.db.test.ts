import { beforeAll, expect, test } from 'vitest';
import { newId } from '@/lib/base/ids';
import { resetSingleton } from '@/lib/base/process-singleton';
import { MinuteCounts } from '@/lib/carriers/minute-counts';
import { db } from '@/lib/database/db';
import { env } from '@/lib/runtime/env';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';

useDatabase();

const TOKEN = 'a-token-of-24-characters';
beforeAll(() => {
  process.env.METRICS_TOKEN = TOKEN;
  resetSingleton('env');
});
const gate = useApiServer();

const scrape = (headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
  fetch(`${gate.base()}/metrics`, { headers });

/** Returns `name{labels} value` lines as a record. */
async function figures(): Promise<Record<string, number>> {
  const lines = (await (await scrape()).text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => line.split(' ')).map(([name, value]) => [name, Number(value)]));
}

test('contain what the web server has done', async () => {
  const { key } = await makeKey(await makeAccount());
  const send = (body: object, headers = {}) => gate.post(body, { 'x-api-key': key, ...headers });
  const before = await figures();
  await send({ to: '+37255555555', text: 'Hello' });
  await send({ to: ['+37255555555', '+37255555556'], text: 'Hello' }, { 'idempotency-key': 'a' });
  await send({ to: ['+37255555555', '+37255555556'], text: 'Hello' }, { 'idempotency-key': 'a' });
  await send({ to: 'mum', text: 'Hello' });
  await gate.request('PUT', '/api/sms', {}, '{}');
  await gate.request('GET', '/api/nothing', {});
  await send({ to: '+37255555555', text: 'x'.repeat(70_000) });
  const after = await figures();
  const grown = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
  expect({
    accepted: grown('postern_messages_accepted_total'),
    repeated: grown('postern_requests_repeated_total'),
    refused: ['invalid_fields', 'method_not_allowed', 'not_found', 'body_too_large'].map((code) =>
      grown(`postern_requests_refused_total{code="${code}"}`),
    ),
    durations: grown('postern_accept_duration_seconds_count'),
    batches: grown('postern_accept_batch_messages_count'),
    batched: grown('postern_accept_batch_messages_sum'),
    remembered: grown('postern_key_lookups_total{from="remembered"}'),
    loaded: grown('postern_key_lookups_total{from="loaded"}'),
    queued: grown('postern_waiting_queued'),
  }).toEqual({
    accepted: 3,
    repeated: 1,
    refused: [1, 1, 1, 1],
    durations: 3,
    batches: 3,
    batched: 5,
    remembered: 3,
    loaded: 1,
    queued: 3,
  });
  expect(after).toMatchObject({ postern_accept_waiting_messages: 0, postern_waiting_scheduled: 0, postern_workers: 0 });
});

test('have the state and the counters of each carrier', async () => {
  const carrierId = newId();
  await db().carrier.create({ data: { id: carrierId, name: 'acme', kind: 'smpp', state: 'paused' } });
  const leasedUntil = new Date(Date.now() + 60_000);
  const bind = { carrierId, state: 'bound', window: 10, windowUsed: 3, leasedUntil };
  await db().carrierBind.createMany({ data: [0, 1].map((slot) => ({ ...bind, slot })) });
  const runAt = new Date(Date.now() - 90_000);
  await db().messageQueue.create({ data: { carrier: 'acme', size: 2, messageIds: [newId(), newId()], runAt } });
  const minutes = new MinuteCounts();
  for (const field of ['submitted', 'throttled', 'delivered'] as const) minutes.add('acme', field, 5);
  await minutes.flush();
  minutes.add('acme', 'submitted', 2);
  await minutes.flush();
  // Counters never decrease.
  await db().carrierMinute.deleteMany();
  const after = await figures();
  expect(after).toMatchObject({
    'postern_carrier_active{carrier="acme",kind="smpp"}': 0,
    'postern_carrier_active{carrier="simulator",kind="simulator"}': 1,
    'postern_carrier_bound{carrier="acme"}': 2,
    'postern_carrier_window{carrier="acme"}': 20,
    'postern_carrier_window_used{carrier="acme"}': 6,
    'postern_carrier_queued{carrier="acme"}': 2,
    'postern_carrier_submitted_total{carrier="acme"}': 7,
    'postern_carrier_throttled_total{carrier="acme"}': 5,
    'postern_carrier_delivered_total{carrier="acme"}': 5,
    'postern_carrier_failed_total{carrier="simulator"}': 0,
  });
  expect(after['postern_carrier_queue_oldest_seconds{carrier="acme"}']).toBeGreaterThanOrEqual(90);
});

test('require the token', async () => {
  expect((await scrape({})).status).toBe(401);
  expect((await scrape({ authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await scrape()).headers.get('content-type')).toContain('text/plain');
});

test('return 404 without a configured token', async () => {
  delete process.env.METRICS_TOKEN;
  resetSingleton('env');
  expect((await scrape()).status).toBe(404);
  expect(env().METRICS_TOKEN).toBeUndefined();
});
