import { beforeAll, describe, expect, test } from 'vitest';
import { SCOPES, type UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { resetSingleton } from '@/lib/base/process-singleton';
import { db } from '@/lib/database/db';
import { setIpRestriction } from '@/lib/keys/commands/configure-key';
import { rotateKey } from '@/lib/keys/commands/rotate-key';
import { setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { useApiServer } from '@/lib/testing/api-server';
import { usesOf } from '@/lib/testing/counts';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { problemFields } from '@/lib/testing/problems';

useDatabase();
beforeAll(() => {
  process.env.POSTERN_URL = 'https://sms.example.com';
  resetSingleton('env');
});
const gate = useApiServer();

const JSON_TYPE = { 'content-type': 'application/json' };
let actor: UserActor;
let manager: { id: string; key: string };
beforeAll(async () => {
  actor = await makeAccount();
  manager = await makeKey(actor, { scopes: ['sms:send', 'keys:manage'] });
});

const call = (method: string, path: string, body?: unknown, key = manager.key) =>
  gate.request(
    method,
    path,
    { 'x-api-key': key, ...(body === undefined ? {} : JSON_TYPE) },
    body === undefined ? undefined : JSON.stringify(body),
  );

describe('a key with keys:manage', () => {
  test('creates a key that sends, lists it without its secret, disables and deletes it', async () => {
    const name = newId();
    const made = await call('POST', '/api/keys', { name, scopes: ['sms:send'] });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ type: 'auth', name, key: expect.stringMatching(/^\w{24}$/), enabled: true });
    const key = String(made.json.key);
    const sms = { to: '+37255555555', text: 'hi' };
    const sent = await gate.post(sms, { 'x-api-key': key });
    expect(sent.status).toBe(202);
    // The hot path's response and Node's.
    for (const { headers } of [sent, made]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    }
    const listed = await call('GET', `/api/keys?search=${name}`);
    expect(listed.json).toMatchObject({
      next_cursor: null,
      keys: [{ name, status: 'enabled', times_used: 1, created_by: expect.any(String) }],
    });
    expect(JSON.stringify(listed.json)).not.toContain(key);
    const off = await call('PATCH', `/api/keys/${made.json.id}`, { enabled: false });
    expect([off.status, off.json.status]).toEqual([200, 'disabled']);
    expect((await gate.post(sms, { 'x-api-key': key })).json.code).toBe('key_disabled');
    expect((await call('DELETE', `/api/keys/${made.json.id}`)).status).toBe(200);
    expect((await call('GET', `/api/keys/${made.json.id}`)).status).toBe(404);
    const event = await db().auditEvent.findFirstOrThrow({ where: { targetId: made.json.id, action: 'key.created' } });
    expect(event).toMatchObject({ actorKind: 'key', actorId: manager.id });
  });

  test('creates Basic and HMAC credentials', async () => {
    const made = await call('POST', '/api/keys', { name: newId(), type: 'hmac', scopes: ['sms:send'] });
    expect(made.json).toMatchObject({ key_id: expect.stringMatching(/^hk_/), secret: expect.stringMatching(/^hs_/) });
  });

  test('is not counted for a refused request', async () => {
    const { id, key } = await makeKey(actor);
    await gate.post({ to: '+37255555555', text: 'hi' }, { 'x-api-key': key });
    expect((await call('GET', '/api/keys', undefined, key)).status).toBe(403);
    expect((await call('POST', '/api/keys', { name: '' })).status).toBe(422);
    expect((await usesOf(id)).timesUsed).toBe(1);
  });

  test('creates no live key with a test key, and no key that outlives an expiring one', async () => {
    const scopes = ['sms:send', 'keys:manage'] as const;
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { key } = await makeKey(actor, { scopes: [...scopes], environment: 'test', expiresAt });
    const wanted = { name: newId(), scopes: ['sms:send'], environment: 'test', expires_at: expiresAt };
    expect((await call('POST', '/api/keys', { ...wanted, environment: 'live' }, key)).status).toBe(403);
    expect((await call('POST', '/api/keys', { ...wanted, expires_at: null }, key)).status).toBe(403);
    expect((await call('POST', '/api/keys', wanted, key)).status).toBe(201);
  });

  test('an expiring key, and the old secret of a rotation, add nothing to a key that outlives them', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const mortal = await makeKey(actor, { scopes: [...SCOPES], expiresAt });
    const rotated = await makeKey(actor, { scopes: [...SCOPES] });
    await rotateKey(actor, { id: rotated.id, overlapS: 3_600 });
    const { id } = await makeKey(actor, { scopes: ['sms:send'] });
    await setIpRestriction(actor, { id, active: true, mode: 'allow', list: '192.0.2.1' });
    await setKeysEnabled(actor, [id], false);
    for (const { key } of [mortal, rotated]) {
      for (const [method, path, body] of [
        ['PATCH', `/${id}`, { enabled: true }],
        ['PATCH', `/${id}`, { scopes: ['sms:send', 'keys:manage'] }],
        ['PATCH', `/${id}`, { ip_restriction: { enabled: false } }],
        ['PATCH', `/${id}`, { enabled: true, expires_at: '2099-01-31T12:00:00Z' }],
        ['POST', `/${id}/rotate`, {}],
        ['POST', `/${rotated.id}/rotate`, { overlap: 0 }],
        ['POST', '', { name: newId(), scopes: ['sms:send'] }],
      ] as const) {
        const { status, json } = await call(method, `/api/keys${path}`, body, key);
        expect([method, path, body, status, json.detail]).toEqual([
          ...[method, path, body, 403],
          expect.stringContaining('This key works until'),
        ]);
      }
      expect((await call('PATCH', `/api/keys/${id}`, { description: newId() }, key)).status).toBe(200);
    }
    const within = new Date(Date.now() + 1_800_000).toISOString();
    expect((await call('PATCH', `/api/keys/${id}`, { enabled: true, expires_at: within }, rotated.key)).status).toBe(
      200,
    );
  });

  test('names each invalid field, and never fails', async () => {
    const nul = await call('POST', '/api/keys', { name: 'a\0', scopes: ['sms:send'] });
    expect([nul.status, nul.json.errors]).toEqual([422, [expect.objectContaining({ pointer: '#/name' })]]);
    const local = await call('POST', '/api/keys', {
      name: newId(),
      scopes: ['sms:send'],
      expires_at: '2099-01-31T12:00',
    });
    expect([local.status, problemFields(local.json)]).toEqual([422, ['expires_at']]);
    expect((await call('GET', '/api/keys?search=%00')).status).toBe(422);
    expect((await call('GET', '/api/keys?limit=1000')).json.errors).toEqual([
      expect.objectContaining({ parameter: 'limit' }),
    ]);
  });

  test('grants no scope that it lacks', async () => {
    const made = await call('POST', '/api/keys', { name: newId(), scopes: ['sms:read'] });
    expect([made.status, made.json.code]).toEqual([403, 'missing_scope']);
  });

  test.each([
    ['no name', {}, 'name'],
    ['an unknown type', { name: 'x', type: 'magic' }, 'type'],
    ['a past expiry', { name: 'x', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
  ])('returns 422 and names the field for %s', async (_, body, field) => {
    const { status, json } = await call('POST', '/api/keys', body);
    expect([status, problemFields(json)]).toEqual([422, [field]]);
  });

  test("returns 404 for another account's key", async () => {
    const foreign = await makeKey(await makeAccount());
    for (const [method, body] of [['GET'], ['PATCH', { enabled: false }], ['DELETE']] as const) {
      expect((await call(method, `/api/keys/${foreign.id}`, body)).status).toBe(404);
    }
  });

  test('counts its uses', async () => {
    const own = await makeKey(actor, { scopes: ['keys:manage'] });
    for (let i = 0; i < 3; i++) await call('GET', '/api/keys', undefined, own.key);
    expect((await usesOf(own.id)).timesUsed).toBe(3);
  });
});

test('without the scope: 403, and nothing is created', async () => {
  const plain = await makeKey(actor);
  const before = await db().apiKey.count();
  for (const [method, path, body] of [
    ['GET', '/api/keys'],
    ['POST', '/api/keys', { name: newId() }],
    ['DELETE', `/api/keys/${manager.id}`],
  ] as const) {
    const answer = await call(method, path, body, plain.key);
    expect([answer.status, answer.json.code]).toEqual([403, 'missing_scope']);
  }
  expect(await db().apiKey.count()).toBe(before);
});
