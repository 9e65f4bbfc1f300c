import { beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { approveSender, makeAccount, makeKey } from '@/lib/testing/factories';
import { problemFields } from '@/lib/testing/problems';

useDatabase();
const gate = useApiServer();

const ALL_SCOPES = ['sms:send', 'sms:read', 'keys:manage', 'webhooks:manage'] as const;
const SMS = { to: '+37255555555', text: 'hi' };
let actor: UserActor;
let manager: { id: string; key: string };
beforeAll(async () => {
  actor = await makeAccount();
  await approveSender(actor, 'Shop');
  manager = await makeKey(actor, { scopes: [...ALL_SCOPES] });
});

const call = (method: string, path: string, body?: unknown, key = manager.key) =>
  gate.request(
    method,
    `/api/keys${path}`,
    { 'x-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body === undefined ? undefined : JSON.stringify(body),
  );

const EVERYTHING = {
  description: 'Sends receipts',
  enabled: false,
  expires_at: '2099-01-31T12:00:00.000Z',
  scopes: ['sms:send'],
  ip_restriction: { enabled: true, mode: 'allow', entries: ['203.0.113.0/24'], locked_ip: null },
  default_sender: 'Shop',
  auto_replace: 'full',
  dlr_url: 'https://shop.example/dlr',
  allow_query_key: true,
};

describe('as a form, which has only texts', () => {
  const send = (path: string, method: string, text: string) =>
    gate.request(
      method,
      `/api/keys${path}`,
      { 'x-api-key': manager.key, 'content-type': 'application/x-www-form-urlencoded' },
      text,
    );

  test('each setting can be given', async () => {
    const restriction =
      'ip_restriction[enabled]=true&ip_restriction[mode]=allow&ip_restriction[entries]=203.0.113.0/24,203.0.114.9';
    const made = await send('', 'POST', `name=${newId()}&scopes=sms:read&enabled=false&copyable=true&${restriction}`);
    expect([made.status, made.json]).toMatchObject([
      201,
      {
        scopes: ['sms:read'],
        enabled: false,
        copyable: true,
        ip_restriction: { enabled: true, mode: 'allow', entries: ['203.0.113.0/24', '203.0.114.9'] },
      },
    ]);
    const patched = await send(`/${made.json.id}`, 'PATCH', 'scopes=sms:read&scopes=sms:send&enabled=true');
    expect(patched.json).toMatchObject({ scopes: ['sms:read', 'sms:send'], enabled: true });
    expect((await send(`/${made.json.id}/rotate`, 'POST', 'overlap=60')).status).toBe(200);
  });

  test.each([
    ['scopes=all', 'scopes.0'],
    ['enabled=yes', 'enabled'],
    ['enabled=true&enabled=false', 'enabled'],
  ])('%s is refused by its field', async (text, field) => {
    const answer = await send('', 'POST', `name=${newId()}&${text}`);
    expect([answer.status, problemFields(answer.json)]).toEqual([422, [field]]);
  });
});

describe('settings', () => {
  test('can all be set at creation and read back', async () => {
    const name = newId();
    const made = await call('POST', '', { name, environment: 'test', copyable: false, ...EVERYTHING });
    expect([made.status, made.json]).toMatchObject([
      201,
      { name, environment: 'test', copyable: false, ...EVERYTHING },
    ]);
    const { key, ...shown } = made.json;
    expect(key).toMatch(/^\w{24}$/);
    expect((await call('GET', `/${made.json.id}`)).json).toEqual(shown);
  });

  test('can all be changed by name; others stay, and each change is recorded', async () => {
    const { id } = await makeKey(actor, { description: 'Old' });
    const before = (await call('GET', `/${id}`)).json;
    const { description: _kept, ...changes } = EVERYTHING;
    const patched = await call('PATCH', `/${id}`, changes);
    expect([patched.status, patched.json]).toEqual([200, { ...before, ...changes, status: 'disabled' }]);
    const events = await db().auditEvent.findMany({ where: { targetId: id, actorId: manager.id } });
    expect(events.map(({ action, detail }) => (detail as { what?: string }).what ?? action).sort()).toEqual(
      [
        'IP restriction',
        'DLR webhook',
        'auto-replace mode',
        'default sender',
        'expiry',
        'key.disabled',
        'options',
        'scopes',
      ].sort(),
    );
    expect((await call('PATCH', `/${id}`, changes)).json).toEqual(patched.json);
    expect(await db().auditEvent.count({ where: { targetId: id, actorId: manager.id } })).toBe(events.length);
  });

  test('no setting changes when one of them is invalid', async () => {
    const [{ id }, other] = await Promise.all([makeKey(actor), makeKey(actor)]);
    const taken = await db().apiKey.findUniqueOrThrow({ where: { id: other.id } });
    const before = (await call('GET', `/${id}`)).json;
    const refused = await call('PATCH', `/${id}`, { enabled: false, name: taken.name });
    expect([refused.status, problemFields(refused.json)]).toEqual([422, ['name']]);
    const blocked = await call('PATCH', `/${id}`, { enabled: false, dlr_url: 'http://10.0.0.1/' });
    expect([blocked.status, problemFields(blocked.json)]).toEqual([422, ['dlr_url']]);
    expect((await call('GET', `/${id}`)).json).toEqual(before);
  });

  test('require a confirmation for an empty allow-list', async () => {
    const { id, key } = await makeKey(actor);
    const asked = await call('PATCH', `/${id}`, { ip_restriction: { enabled: true } });
    expect([asked.status, asked.json.detail]).toEqual([409, expect.stringContaining('"confirm_empty": true')]);
    await call('PATCH', `/${id}`, { ip_restriction: { enabled: true, confirm_empty: true } });
    expect((await gate.post(SMS, { 'x-api-key': key })).json.code).toBe('ip_not_allowed');
  });

  test('include setting and resetting a lock', async () => {
    const { id, key } = await makeKey(actor);
    const restriction = { enabled: true, mode: 'lock', locked_ip: '203.0.113.9' };
    expect((await call('PATCH', `/${id}`, { ip_restriction: restriction })).json).toMatchObject({
      ip_restriction: restriction,
    });
    expect((await gate.post(SMS, { 'x-api-key': key })).status).toBe(403);
    await call('PATCH', `/${id}`, { ip_restriction: { locked_ip: null } });
    expect((await gate.post(SMS, { 'x-api-key': key })).status).toBe(202);
  });

  test.each([
    ['an unknown field', { nmae: 'x', shade: 'red' }, ['nmae', 'shade']],
    ['a read-only field', { times_used: 0 }, ['times_used']],
    ['a field fixed at creation', { type: 'hmac' }, ['type']],
    ['an unpaired surrogate', { name: '\ud800' }, ['name']],
    ['an unpaired surrogate in a URL', { dlr_url: 'https://a.example/\udfff' }, ['dlr_url']],
    ['a year of five digits', { expires_at: '9999-12-31T23:59:59-23:00' }, ['expires_at']],
    ['an invalid range', { ip_restriction: { entries: ['10.0.0.0/33'] } }, ['ip_restriction.entries']],
    ['an invalid lock', { ip_restriction: { locked_ip: 'here' } }, ['ip_restriction.locked_ip']],
    ['an invalid sender', { default_sender: 'much too long a name' }, ['default_sender']],
    ['a sender that is not approved', { default_sender: 'Bank' }, ['default_sender']],
    ['an invalid mode', { auto_replace: 'maybe' }, ['auto_replace']],
    ['an empty list of scopes', { scopes: [] }, ['scopes']],
    ['an unknown scope', { scopes: ['sms:everything'] }, ['scopes.0']],
    ['text for a boolean', { enabled: 'yes' }, ['enabled']],
  ])('returns 422 and names the field for %s', async (_, body, fields) => {
    const { id } = await makeKey(actor);
    const { status, json } = await call('PATCH', `/${id}`, body);
    expect([status, problemFields(json)]).toEqual([422, fields]);
  });

  test('accept the credential in the body', async () => {
    const { status } = await gate.request(
      'POST',
      '/api/keys',
      { 'content-type': 'application/json' },
      JSON.stringify({ AUTH_KEY: manager.key, name: newId() }),
    );
    expect(status).toBe(201);
  });
});

describe('rotating', () => {
  test('returns the new secret once; the old one stays valid for the overlap', async () => {
    const { id, key: old } = await makeKey(actor);
    const rotated = await call('POST', `/${id}/rotate`, { overlap: 3600 });
    expect(rotated).toMatchObject({ status: 200, json: { id, key: expect.stringMatching(/^\w{24}$/) } });
    const key = String(rotated.json.key);
    expect((await call('GET', `/${id}`)).json).not.toHaveProperty('key');
    for (const valid of [old, key]) expect((await gate.post(SMS, { 'x-api-key': valid })).status).toBe(202);
    await call('POST', `/${id}/rotate`, { overlap: 0 });
    for (const ended of [old, key]) expect((await gate.post(SMS, { 'x-api-key': ended })).status).toBe(401);
  });

  test('requires no body, and rejects an invalid overlap', async () => {
    const { id } = await makeKey(actor);
    expect((await call('POST', `/${id}/rotate`)).status).toBe(200);
    expect(problemFields((await call('POST', `/${id}/rotate`, { overlap: -1 })).json)).toEqual(['overlap']);
    expect(problemFields((await call('POST', `/${id}/rotate`, { overlap: 90 * 86_400 + 1 })).json)).toEqual([
      'overlap',
    ]);
  });

  test('returns no secret of a key with more permissions, of another account, or of no key', async () => {
    const sender = await makeKey(actor, { scopes: ['sms:send'] });
    const lesser = await makeKey(actor, { scopes: ['keys:manage'] });
    expect((await call('POST', `/${sender.id}/rotate`, {}, lesser.key)).json.code).toBe('missing_scope');
    const foreign = await makeKey(await makeAccount());
    for (const id of [foreign.id, newId(), 'nonsense']) {
      expect((await call('POST', `/${id}/rotate`, {})).status).toBe(404);
    }
  });
});

describe("a key cannot extend another key's permissions beyond its own", () => {
  test('by scopes: it adds only its own, and may keep the existing ones', async () => {
    const lesser = await makeKey(actor, { scopes: ['keys:manage', 'sms:read'] });
    const { id } = await makeKey(actor, { scopes: ['sms:send'] });
    const patch = (scopes: string[]) => call('PATCH', `/${id}`, { scopes }, lesser.key);
    expect((await patch(['sms:send', 'sms:read'])).status).toBe(200);
    expect((await patch(['sms:read'])).status).toBe(200);
    expect((await patch(['sms:read', 'sms:send'])).json.code).toBe('missing_scope');
  });

  test('by reports: only a key that may read can change their URL', async () => {
    const blind = await makeKey(actor, { scopes: ['keys:manage', 'sms:send'] });
    const { id } = await makeKey(actor);
    const moved = await call('PATCH', `/${id}`, { dlr_url: 'https://elsewhere.example/' }, blind.key);
    expect([moved.status, moved.json.code]).toEqual([403, 'missing_scope']);
    expect((await call('PATCH', `/${id}`, { default_sender: 'Shop' }, blind.key)).status).toBe(200);
  });

  test('a test key cannot change live keys', async () => {
    const tester = await makeKey(actor, { scopes: [...ALL_SCOPES], environment: 'test' });
    const { id, key } = await makeKey(actor);
    for (const [method, path, body] of [
      ['PATCH', `/${id}`, { enabled: false }],
      ['POST', `/${id}/rotate`, {}],
      ['DELETE', `/${id}`, undefined],
    ] as const) {
      expect((await call(method, path, body, tester.key)).status).toBe(403);
    }
    expect((await gate.post(SMS, { 'x-api-key': key })).status).toBe(202);
  });

  test('an expiring key extends no expiry, including its own', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const mortal = await makeKey(actor, { scopes: [...ALL_SCOPES], expiresAt });
    const { id } = await makeKey(actor, { expiresAt });
    for (const target of [id, mortal.id]) {
      const patched = await call('PATCH', `/${target}`, { expires_at: null }, mortal.key);
      expect(patched.status).toBe(403);
    }
  });
});

describe('listing', () => {
  test('pages by cursor over every key once, newest first, during creations and deletions', async () => {
    const own = await makeAccount();
    const { key } = await makeKey(own, { scopes: ['keys:manage'] });
    const made: string[] = [];
    for (let i = 0; i < 7; i++) made.unshift((await makeKey(own, { environment: 'test' })).id);
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page++) {
      const { json } = await call('GET', `?environment=test&limit=3${cursor}`, undefined, key);
      const keys = json.keys as { id: string }[];
      seen.push(...keys.map(({ id }) => id));
      if (page === 0) await call('DELETE', `/${seen.at(-1)}`, undefined, key);
      if (json.next_cursor === null) break;
      cursor = `&cursor=${json.next_cursor}`;
    }
    expect(seen).toEqual(made);
  });

  test('rejects a cursor of another account', async () => {
    const foreign = await makeKey(await makeAccount());
    expect(problemFields((await call('GET', `?cursor=${foreign.id}`)).json)).toEqual(['cursor']);
  });

  test('names invalid parameters', async () => {
    expect(problemFields((await call('GET', '?status=odd&sort=name')).json).sort()).toEqual(['sort', 'status']);
  });
});
