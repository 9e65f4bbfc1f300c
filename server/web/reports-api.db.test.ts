import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { problemFields } from '@/lib/testing/problems';
import { invalidateSubscriptions } from '@/lib/webhooks/subscriptions';

useDatabase();
const gate = useApiServer();

let actor: UserActor;
let key: string;
beforeAll(async () => {
  actor = await makeAccount();
  ({ key } = await makeKey(actor, { scopes: ['sms:send', 'sms:read', 'webhooks:manage'] }));
});

const call = (method: string, path: string, body?: unknown) =>
  gate.request(
    method,
    `/api/${path}`,
    { 'x-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body === undefined ? undefined : JSON.stringify(body),
  );

/** A message that is scheduled and cancelled: an event without a worker. */
async function cancelled(reference: string): Promise<string> {
  const send_at = new Date(Date.now() + 3_600_000).toISOString();
  const { json } = await call('POST', 'sms', { to: '+37255555555', text: 'Hello', send_at, reference });
  await call('DELETE', `sms/${json.id}`);
  return json.id;
}

test('reports are read, waited for and confirmed by a key without any URL', async () => {
  expect((await call('GET', 'reports')).json).toMatchObject({ status: 409, code: 'conflict' });
  await cancelled('before');
  const { json: settings } = await call('PATCH', 'reports', { enabled: true });
  expect(settings.events).toEqual(expect.arrayContaining(['message.delivered', 'message.received']));
  invalidateSubscriptions();
  const id = await cancelled('first');
  const { json: page } = await call('GET', 'reports');
  expect(page).toMatchObject({
    ...{ more: false, cursor: '1' },
    reports: [
      { type: 'message.cancelled', data: { id, reference: 'first', status: 'cancelled', sequence: 1, error: null } },
    ],
  });
  const waiting = call('GET', `reports?after=${page.cursor}&wait=20`);
  await cancelled('second');
  const { json: next } = await waiting;
  expect(next).toMatchObject({ reports: [{ data: { reference: 'second' } }], cursor: '2' });
  expect((await call('POST', 'reports/confirm', { cursor: page.cursor })).json).toEqual({ confirmed: 1 });
  expect((await call('GET', 'reports')).json.reports).toEqual(next.reports);
  expect((await call('PATCH', 'reports', { enabled: false })).json).toEqual({ enabled: false, events: [] });
});

test.each([
  ['GET', 'reports?after=x', 'after'],
  ['GET', 'reports?after=-1', 'after'],
  ['GET', `reports?after=${'9'.repeat(30)}`, 'after'],
  ['GET', 'reports?after=99', 'after'],
  ['GET', 'reports?limit=0', 'limit'],
  ['GET', 'reports?limit=101', 'limit'],
  ['GET', 'reports?wait=21', 'wait'],
  ['GET', 'reports?wait=1.5', 'wait'],
  ['GET', 'reports?surprise=1', 'surprise'],
])('%s /api/%s names %s', async (method, path, field) => {
  const { status, json } = await call(method, path);
  expect([status, problemFields(json)]).toEqual([422, [field]]);
});

test.each([
  [{ enabled: 'yes' }, 'enabled'],
  [{ events: ['x'] }, 'events'],
  [{ events: 5 }, 'events'],
  [{ surprise: 1 }, 'surprise'],
])('PATCH /api/reports refuses %j', async (body, field) => {
  const { status, json } = await call('PATCH', 'reports', body);
  expect([status, problemFields(json).map((name) => name.split('.')[0])]).toEqual([422, [field]]);
});

test('the JSON schema of webhook bodies is public', async () => {
  const { status, json } = await gate.request('GET', '/api/schemas/webhook.json', {});
  expect([status, json.$id]).toEqual([200, expect.stringMatching(/\/api\/schemas\/webhook\.json$/)]);
});
