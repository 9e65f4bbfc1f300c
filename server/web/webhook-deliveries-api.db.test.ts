import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { problemFields } from '@/lib/testing/problems';
import { resendStep } from '@/lib/webhooks/log/resend-step';

useDatabase();
const gate = useApiServer();

let actor: UserActor;
let key: string;
let endpointId: string;
beforeAll(async () => {
  actor = await makeAccount();
  ({ key } = await makeKey(actor, { scopes: ['webhooks:manage'] }));
  const made = await call('POST', 'webhook-endpoints', { name: 'Shop', url: 'http://127.0.0.1:9/' });
  endpointId = made.json.id;
});

const call = (method: string, path: string, body?: unknown) =>
  gate.request(
    method,
    `/api/${path}`,
    { 'x-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body === undefined ? undefined : JSON.stringify(body),
  );

async function failed(): Promise<string> {
  const { json } = await call('POST', `webhook-endpoints/${endpointId}/test`, { event: 'message.expired' });
  const id = String(json.delivery_id);
  await db().deliveryReport.update({ where: { id }, data: { state: 'failed', attempts: 1, finishedAt: new Date() } });
  const attempt = {
    reportId: id,
    accountId: actor.accountId,
    number: 1,
    durationMs: 5,
    httpStatus: 500,
    response: 'no',
  };
  await db().webhookAttempt.create({ data: attempt });
  return id;
}

test('deliveries are listed by filter, read, sent again alone or all since a time, and cancelled', async () => {
  const [one, two] = [await failed(), await failed()];
  const { json: list } = await call(
    'GET',
    `webhook-deliveries?state=failed&event=message.expired&http_status=500&endpoint=${endpointId}`,
  );
  expect(list).toMatchObject({
    deliveries: [{ id: two, state: 'failed', http_status: 500, endpoint_id: endpointId }, { id: one }],
  });
  expect((await call('GET', 'webhook-deliveries?endpoint=url')).json.deliveries).toEqual([]);
  expect((await call('GET', `webhook-deliveries?cursor=${two}`)).json).toMatchObject({
    deliveries: [{ id: one }],
    next_cursor: null,
  });
  const { json: shown } = await call('GET', `webhook-deliveries/${one}`);
  expect(shown).toMatchObject({ id: one, attempt_list: [{ number: 1, http_status: 500, response: 'no' }] });
  expect(JSON.parse(String(shown.body))).toMatchObject({ type: 'message.expired', data: { reference: 'test' } });
  expect(await call('POST', `webhook-deliveries/${one}/resend`)).toMatchObject({ status: 202, json: { id: one } });
  expect(await call('POST', `webhook-deliveries/${one}/resend`)).toMatchObject({
    status: 409,
    json: { code: 'conflict' },
  });
  const started = await call('POST', 'webhook-deliveries/resend?since=2026-01-01T00:00:00Z');
  expect(started).toMatchObject({ status: 202, json: { state: 'running', total: 1, done: 0 } });
  const job = String(started.headers.get('location')).replace('/api/', '');
  while (await resendStep());
  expect((await call('GET', job)).json).toMatchObject({ state: 'done', done: 1 });
  expect((await call('DELETE', job)).json).toMatchObject({ state: 'done' });
  expect((await call('POST', 'webhook-deliveries/cancel', { ids: [one] })).json).toEqual({ cancelled: 1, more: false });
  expect((await call('POST', 'webhook-deliveries/cancel')).json).toEqual({ cancelled: 1, more: false });
  expect((await call('GET', 'webhook-deliveries?state=cancelled')).json.deliveries).toHaveLength(2);
});

const LONG = 'x'.repeat(500);
test.each([
  ...[
    'state=x',
    'state=FAILED',
    'event=x',
    'http_status=x',
    'http_status=99',
    'http_status=200.5',
    'to=x',
    'message=x',
  ],
  ...[
    'endpoint=x',
    'created_from=x',
    'created_to=2026-13-01',
    'cursor=x',
    'surprise=1',
    `state=${LONG}`,
    'to=%E2%80%8B1',
  ],
  ...['state=failed%00', 'http_status=1e3'],
])('GET /api/webhook-deliveries?%s is refused at its parameter', async (query) => {
  const { status, json } = await call('GET', `webhook-deliveries?${query}`);
  expect([status, problemFields(json)]).toEqual([422, [query.split('=')[0]]]);
});

test.each([
  ['', 'since'],
  ['?since=', 'since'],
  ['?since=x', 'since'],
  ['?since=2099-01-01T00:00:00Z', 'since'],
  ['?since=2026-01-01T00:00:00Z&endpoint=x', 'endpoint'],
  ['?since=2026-01-01T00:00:00Z&limit=5', 'limit'],
])('POST /api/webhook-deliveries/resend%s is refused at %s', async (query, field) => {
  const { status, json } = await call('POST', `webhook-deliveries/resend${query}`);
  expect([status, problemFields(json)]).toEqual([422, [field]]);
  expect(String(json.detail)).not.toMatch(/Invalid input/);
});

test.each([
  [{ ids: ['x'] }, 'ids'],
  [{ ids: 5 }, 'ids'],
  [{ event: 'x' }, 'event'],
  [{ message: 'x' }, 'message'],
  [{ endpoint: [] }, 'endpoint'],
  [{ created_from: 5 }, 'created_from'],
  [{ created_from: '2026-02-01T00:00:00Z', created_to: '2026-01-01T00:00:00Z' }, 'created_to'],
  [{ everything: true }, 'everything'],
])('a cancellation by %j is refused', async (body, field) => {
  const { status, json } = await call('POST', 'webhook-deliveries/cancel', body);
  expect([status, problemFields(json).map((name) => name.split('.')[0])]).toEqual([422, [field]]);
});

test('a job or endpoint that does not exist is not found', async () => {
  expect((await call('GET', `webhook-resends/${newId()}`)).status).toBe(404);
  expect((await call('DELETE', 'webhook-resends/no-id')).status).toBe(404);
  const since = 'since=2026-01-01T00:00:00Z';
  expect((await call('POST', `webhook-deliveries/resend?${since}&endpoint=${newId()}`)).status).toBe(404);
});
