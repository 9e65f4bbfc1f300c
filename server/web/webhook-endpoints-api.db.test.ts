import { beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { problemFields } from '@/lib/testing/problems';
import { auditOf } from '@/lib/testing/users';

useDatabase();
const gate = useApiServer();

const URL_A = 'http://127.0.0.1:9/a';
let actor: UserActor;
let manager: { id: string; key: string };
beforeAll(async () => {
  actor = await makeAccount();
  manager = await makeKey(actor, { scopes: ['webhooks:manage', 'keys:manage', 'sms:read'] });
});

const call = (method: string, path: string, body?: unknown) =>
  gate.request(
    method,
    `/api/${path}`,
    { 'x-api-key': manager.key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body === undefined ? undefined : JSON.stringify(body),
  );
const form = (method: string, path: string, text: string) =>
  gate.request(
    method,
    `/api/${path}`,
    { 'x-api-key': manager.key, 'content-type': 'application/x-www-form-urlencoded' },
    text,
  );

test('an endpoint is created, read, changed, tested and removed; its secret is in two responses only', async () => {
  const made = await call('POST', 'webhook-endpoints', {
    ...{ name: 'Shop', url: 'HTTP://127.0.0.1:9', events: ['message.delivered'], key_ids: [manager.id] },
    ...{ headers: { Authorization: 'Bearer top-secret' } },
  });
  expect(made).toMatchObject({
    status: 201,
    json: { url: 'http://127.0.0.1:9/', secret: expect.stringMatching(/^whsec_/) },
  });
  const { secret, ...shown } = made.json;
  const path = `webhook-endpoints/${shown.id}`;
  expect(made.headers.get('location')).toBe(`/api/${path}`);
  expect((await call('GET', path)).json).toEqual(shown);
  expect((await call('GET', 'webhook-endpoints')).json.endpoints).toEqual([shown]);
  // What was read can be written back.
  const { id, state, secret_hint, public_key, previous_valid_until, created_at, updated_at, ...settings } = shown;
  expect((await call('PATCH', path, settings)).json).toEqual(shown);
  expect((await call('PATCH', path, { enabled: false, name: 'Shop 2' })).json).toMatchObject({
    enabled: false,
    name: 'Shop 2',
  });
  const rotated = await call('POST', `${path}/rotate-secret`, { overlap: 60, signature: 'v1a' });
  expect(rotated.json).toMatchObject({
    signature: 'v1a',
    secret: expect.stringMatching(/^whsk_/),
    public_key: expect.stringMatching(/^whpk_/),
  });
  const tested = await call('POST', `${path}/test`);
  expect(tested).toMatchObject({ status: 202, json: { delivery_id: expect.any(String) } });
  expect(await db().deliveryReport.count({ where: { id: String(tested.json.delivery_id) } })).toBe(1);
  const later = JSON.stringify([
    (await call('GET', path)).json,
    (await call('PATCH', path, { name: 'Shop 3' })).json,
    await auditOf(actor),
    await db().webhookEndpoint.findMany(),
  ]);
  for (const value of [String(secret), String(rotated.json.secret), 'top-secret']) expect(later).not.toContain(value);
  expect((await call('DELETE', path)).json).toEqual({ id: shown.id, deleted: true });
  expect((await call('GET', path)).status).toBe(404);
});

test('a form can have each setting but headers', async () => {
  const text = `name=${newId()}&url=${encodeURIComponent(URL_A)}&events=message.delivered,message.received&enabled=false`;
  const made = await form('POST', 'webhook-endpoints', `${text}&key_ids=${manager.id}&format=form&secret=&headers=`);
  expect(made.json).toMatchObject({
    ...{ events: ['message.delivered', 'message.received'], enabled: false, key_ids: [manager.id], format: 'form' },
  });
  const changed = await form('PATCH', `webhook-endpoints/${made.json.id}`, 'events=&key_ids=&enabled=true');
  expect(changed.json).toMatchObject({ events: ['message.delivered', 'message.received'], enabled: true });
  expect((await form('POST', `webhook-endpoints/${made.json.id}/rotate-secret`, 'overlap=0')).json).toMatchObject({
    previous_valid_until: null,
  });
});

describe('a value of another form is refused at its field', () => {
  const LONG = 'x'.repeat(2_001);
  const BAD: Record<string, unknown[]> = {
    name: ['', ' ', '\u200b', 'a\u202eb', LONG, 5, [], {}, null],
    url: [
      ...['', ' ', 'x', 'http://', '//example.com/', 'http:/example.com', 'ftp://example.com/', 'http://10.0.0.1/'],
      ...['http://169.254.169.254/', 'http://[fd00::1]/', 'http://user:pw@example.com/', 'https://example.com:25/'],
      ...['https://example.com\\x', 'https://exam\u200bple.com/', `https://example.com/${LONG}`, 'javascript:alert(1)'],
      ...[5, null, [], {}],
    ],
    events: [[], ['message.sent'], ['MESSAGE.DELIVERED'], 5, {}, Array(20).fill('message.delivered')],
    key_ids: [['x'], [newId()], 5, {}],
    enabled: ['yes', 1, [], {}],
    format: ['xml', 'STANDARD', 5, []],
    signature: ['v2', 'V1', 5, []],
    headers: [['X'], 5, { Host: 'x' }, { 'X-A': 5 }, { 'X-A': 'a\r\nb' }, { 'X-A': '••••••••' }, { 'X\u200b': 'a' }],
    secret: ['whsec_short', 5, [], 'whsk_AAAA'],
    id: [newId()],
    surprise: ['x'],
  };
  test.each(Object.entries(BAD))('%s', async (field, values) => {
    for (const value of values) {
      const { status, json } = await call('POST', 'webhook-endpoints', { name: newId(), url: URL_A, [field]: value });
      expect([value, status, problemFields(json).map((name) => name.split('.')[0])]).toEqual([value, 422, [field]]);
      expect(JSON.stringify(json)).not.toContain('whsk_AAAA');
    }
  });

  test.each(['', ' ', null])('an optional field with %j counts as absent', async (value) => {
    const fields = ['events', 'key_ids', 'enabled', 'format', 'signature', 'headers', 'secret'];
    const absent = Object.fromEntries(fields.map((field) => [field, value]));
    const { status, json } = await call('POST', 'webhook-endpoints', { name: newId(), url: URL_A, ...absent });
    expect([status, json]).toMatchObject([201, { enabled: true, format: 'standard', key_ids: [] }]);
    await call('DELETE', `webhook-endpoints/${json.id}`);
  });

  test.each(['rotate-secret', 'test'])('%s', async (verb) => {
    const { json } = await call('POST', 'webhook-endpoints', { name: newId(), url: URL_A });
    const bad =
      verb === 'test'
        ? { event: ['x', 5, []] }
        : { overlap: [-1, 1.5, 7_776_001, 'x', []], signature: ['x'], secret: ['x'] };
    for (const [field, values] of Object.entries(bad)) {
      for (const value of values) {
        const response = await call('POST', `webhook-endpoints/${json.id}/${verb}`, { [field]: value });
        expect([value, response.status, problemFields(response.json)]).toEqual([value, 422, [field]]);
      }
    }
    await call('DELETE', `webhook-endpoints/${json.id}`);
  });
});

test('the webhook secrets of keys and of the account are rotated with an overlap', async () => {
  const key = await makeKey(actor);
  const own = await call('POST', `keys/${key.id}/rotate-webhook-secret`, { overlap: 3_600 });
  const row = await db().apiKey.findUniqueOrThrow({ where: { id: key.id } });
  expect(own.json).toMatchObject({
    secret: expect.stringMatching(/^whsec_/),
    previous_valid_until: expect.any(String),
  });
  expect(row.previousWebhookSecret).toMatch(/^v1\./);
  await call('POST', `keys/${key.id}/rotate-webhook-secret`, { overlap: 0 });
  expect((await db().apiKey.findUniqueOrThrow({ where: { id: key.id } })).previousWebhookSecret).toBeNull();
  // The first one of the account has none before it.
  expect((await call('POST', 'account/rotate-webhook-secret')).json).toMatchObject({ previous_valid_until: null });
  expect((await call('POST', 'account/rotate-webhook-secret')).json).toMatchObject({
    previous_valid_until: expect.any(String),
  });
  expect(JSON.stringify(await auditOf(actor))).not.toContain(String(own.json.secret));
});

test('the events of a key are set and inherited', async () => {
  const { json } = await call('POST', 'keys', {
    name: newId(),
    scopes: ['sms:read'],
    dlr_events: ['message.submitted', 'message.submitted'],
  });
  expect(json.dlr_events).toEqual(['message.submitted']);
  for (const inherited of [null, '', []]) {
    await call('PATCH', `keys/${json.id}`, { dlr_events: ['message.received'] });
    expect((await call('PATCH', `keys/${json.id}`, { dlr_events: inherited })).json.dlr_events).toBeNull();
  }
  for (const bad of ['x', ['x'], 5, {}, [5], ['MESSAGE.DELIVERED']]) {
    const refused = await call('PATCH', `keys/${json.id}`, { dlr_events: bad });
    expect([bad, refused.status, problemFields(refused.json)[0]?.split('.')[0]]).toEqual([bad, 422, 'dlr_events']);
  }
});
