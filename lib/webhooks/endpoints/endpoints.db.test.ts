import { beforeEach, describe, expect, test } from 'vitest';
import type { KeyActor, UserActor } from '../../access/actor';
import { db } from '../../database/db';
import { endpointEncryptionContext } from '../../secrets/encryption-contexts';
import { unseal } from '../../secrets/seal';
import { useDatabase } from '../../testing/database';
import { makeAccount, makeKey } from '../../testing/factories';
import { auditOf } from '../../testing/users';
import { publicKeyOf } from '../signature';
import * as commands from './commands';
import { HEADER_MASK } from './headers';
import { getEndpoint, listEndpoints } from './queries';
import { MAX_ENDPOINTS } from './schema';

useDatabase();

const URL_A = 'http://127.0.0.1:9/a';
let admin: UserActor;
beforeEach(async () => {
  admin = await makeAccount();
});

const fieldsOf = (promise: Promise<unknown>) =>
  promise.then(
    () => [],
    (error: { fields?: object; issues?: { path: PropertyKey[] }[] }) =>
      error.fields ? Object.keys(error.fields) : (error.issues ?? []).map(({ path }) => String(path[0])),
  );
const eventsOf = async (actor: UserActor) =>
  (await auditOf(actor)).filter(({ action }) => action.startsWith('endpoint.'));

describe('an endpoint', () => {
  test('is stored with sealed secret and headers, which only its commands return', async () => {
    const headers = { Authorization: 'Bearer top-secret' };
    const { endpoint, secret } = await commands.createEndpoint(admin, { name: ' Shop ', url: URL_A, headers });
    expect(endpoint).toMatchObject({
      name: 'Shop',
      url: URL_A,
      keyIds: [],
      enabled: true,
      state: null,
      previousValidUntil: null,
    });
    expect(endpoint).toMatchObject({
      headers: { Authorization: HEADER_MASK },
      secretHint: `whsec_…${secret.slice(-4)}`,
    });
    expect(await commands.revealEndpointSecret(admin, { id: endpoint.id })).toEqual({ secret });
    const row = await db().webhookEndpoint.findUniqueOrThrow({ where: { id: endpoint.id } });
    const shown = JSON.stringify([
      row,
      await listEndpoints(admin),
      await getEndpoint(admin, endpoint.id),
      await auditOf(admin),
    ]);
    for (const value of [secret, secret.slice(6), 'top-secret']) expect(shown).not.toContain(value);
    expect(unseal(row.headers ?? '', endpointEncryptionContext.headers(endpoint.id))).toBe(JSON.stringify(headers));
    expect(() => unseal(row.secret, endpointEncryptionContext.secret('other'))).toThrow(/unable to authenticate/);
  });

  test('is changed field by field, with one audit event each, and none where nothing changes', async () => {
    const key = await makeKey(admin);
    const { endpoint } = await commands.createEndpoint(admin, {
      name: 'A',
      url: URL_A,
      headers: { 'X-A': '1', 'X-B': '2' },
    });
    const { id } = endpoint;
    const change = {
      ...{ name: 'B', url: 'http://127.0.0.1:9/b', events: ['message.received'], keyIds: [key.id], enabled: false },
      ...{ format: 'form', headers: { 'X-A': HEADER_MASK, 'X-C': '3' } },
    } as const;
    const wanted = { ...change, events: [...change.events], keyIds: [...change.keyIds] };
    expect(await commands.updateEndpoint(admin, { id, ...wanted })).toMatchObject({
      ...wanted,
      headers: { 'X-A': HEADER_MASK, 'X-C': HEADER_MASK },
    });
    await commands.updateEndpoint(admin, { id, ...wanted, headers: { 'X-A': HEADER_MASK, 'X-C': HEADER_MASK } });
    await commands.updateEndpoint(admin, { id });
    const row = await db().webhookEndpoint.findUniqueOrThrow({ where: { id } });
    expect(JSON.parse(unseal(row.headers ?? '', endpointEncryptionContext.headers(id)))).toEqual({
      'X-A': '1',
      'X-C': '3',
    });
    expect((await eventsOf(admin)).map(({ action, detail }) => [action, (detail as { what?: string }).what])).toEqual([
      ['endpoint.created', undefined],
      ...['name', 'URL', 'events', 'keys', 'format', 'headers'].map((what) => ['endpoint.updated', what]),
      ['endpoint.disabled', undefined],
    ]);
    // A key that is deleted later does not stand in the way of other changes.
    await db().apiKey.update({ where: { id: key.id }, data: { deletedAt: new Date() } });
    expect(await commands.updateEndpoint(admin, { id, keyIds: [key.id], name: 'C' })).toMatchObject({ name: 'C' });
  });

  test('names the field of what is refused, at creation and at a change', async () => {
    const { endpoint } = await commands.createEndpoint(admin, { name: 'A', url: URL_A });
    await commands.createEndpoint(admin, { name: 'B', url: URL_A });
    const foreign = await makeKey(await makeAccount());
    const bad = {
      name: [{ name: 'B' }, { name: ' B ' }],
      url: [
        ...['http://10.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/', 'http://167772161/', 'http://0xa.1/'],
        ...['http:example.com', 'ftp://example.com/', 'https://user@example.com/', 'https://example.com:25/', 'x'],
        ...['https://exam\u200bple.com/', 'javascript:alert(1)', `https://example.com/${'x'.repeat(2_000)}`],
      ].map((url) => ({ url })),
      keyIds: [{ keyIds: [foreign.id] }],
      headers: [{ headers: { 'X-A': HEADER_MASK } }],
    };
    for (const [field, inputs] of Object.entries(bad)) {
      for (const input of inputs) {
        expect([input, await fieldsOf(commands.createEndpoint(admin, { name: 'C', url: URL_A, ...input }))]).toEqual([
          input,
          [field],
        ]);
        expect([input, await fieldsOf(commands.updateEndpoint(admin, { id: endpoint.id, ...input }))]).toEqual([
          input,
          [field],
        ]);
      }
    }
    expect(await getEndpoint(admin, endpoint.id)).toEqual(endpoint);
  });

  test('is one of at most 20, also of commands at the same time', async () => {
    const made = await Promise.allSettled(
      Array.from({ length: MAX_ENDPOINTS + 5 }, (_, i) =>
        commands.createEndpoint(admin, { name: `E${i}`, url: URL_A }),
      ),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_ENDPOINTS);
    expect(await listEndpoints(admin)).toHaveLength(MAX_ENDPOINTS);
  });

  test('rotates its secret with an overlap, in which both are stored', async () => {
    const own = `whsec_${Buffer.from('0123456789abcdefghijklmnopqrst').toString('base64')}`;
    const { endpoint, secret: first } = await commands.createEndpoint(admin, { name: 'A', url: URL_A, secret: own });
    expect(first).toBe(own);
    const { id } = endpoint;
    const sealedPrevious = async () => (await db().webhookEndpoint.findUniqueOrThrow({ where: { id } })).previousSecret;
    const { endpoint: rotated, secret } = await commands.rotateEndpointSecret(admin, { id, overlapHours: 24 });
    expect(secret).not.toBe(first);
    expect(rotated.previousValidUntil?.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    expect(unseal((await sealedPrevious()) ?? '', endpointEncryptionContext.secret(id))).toBe(first);
    expect(await fieldsOf(commands.rotateEndpointSecret(admin, { id, overlapHours: 0, secret }))).toEqual(['secret']);
    await commands.rotateEndpointSecret(admin, { id, overlapHours: 0, secret: own });
    expect(await sealedPrevious()).toBeNull();
    for (const overlapHours of [-1, 2_161, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await fieldsOf(commands.rotateEndpointSecret(admin, { id, overlapHours }))).toEqual(['overlapHours']);
    }
    expect(await fieldsOf(commands.updateEndpoint(admin, { id, signature: 'v1a' }))).toEqual(['signature']);
    expect(
      await fieldsOf(commands.rotateEndpointSecret(admin, { id, overlapHours: 1, signature: 'v1a', secret: own })),
    ).toEqual(['secret']);
    const pair = await commands.rotateEndpointSecret(admin, { id, overlapHours: 1, signature: 'v1a' });
    expect(pair).toMatchObject({ endpoint: { signature: 'v1a', publicKey: publicKeyOf(pair.secret) } });
    expect(JSON.stringify(await auditOf(admin))).not.toContain(own.slice(6));
  });

  test('has placeholders in its URL with the formats that fill them in alone', async () => {
    const url = `${URL_A}?d=%d`;
    const refused = { code: 'invalid_fields' };
    await expect(commands.createEndpoint(admin, { name: 'P', url })).rejects.toMatchObject(refused);
    await expect(
      commands.createEndpoint(admin, { name: 'P', url: `${url}&x=%z`, format: 'query' }),
    ).rejects.toMatchObject(refused);
    const { endpoint } = await commands.createEndpoint(admin, { name: 'P', url, format: 'query' });
    expect(endpoint.url).toBe(url);
    const { id } = endpoint;
    await expect(commands.updateEndpoint(admin, { id, format: 'messente' })).rejects.toMatchObject(refused);
    await commands.updateEndpoint(admin, { id, format: 'form' });
    await commands.updateEndpoint(admin, { id, format: 'standard', url: URL_A });
  });

  test('answers again after it was enabled or has another URL', async () => {
    const { endpoint } = await commands.createEndpoint(admin, { name: 'A', url: URL_A });
    const { accountId } = admin;
    const fail = (target: string) =>
      db().webhookState.create({
        data: { accountId, target, lastFailure: 'timeout', disabledAt: new Date(), disabledReason: 'failing' },
      });
    await fail(endpoint.id);
    expect((await getEndpoint(admin, endpoint.id)).state).toMatchObject({ disabledReason: 'failing' });
    await commands.updateEndpoint(admin, { id: endpoint.id, name: 'B', url: URL_A });
    expect((await getEndpoint(admin, endpoint.id)).state).not.toBeNull();
    expect((await commands.enableEndpoint(admin, { id: endpoint.id, enabled: true })).state).toBeNull();
    await fail(endpoint.id);
    expect((await commands.updateEndpoint(admin, { id: endpoint.id, url: 'http://127.0.0.1:9/c' })).state).toBeNull();
    await fail('http://127.0.0.1:9/key');
    await commands.enableUrl(admin, { url: 'HTTP://127.0.0.1:9/key' });
    await expect(commands.enableUrl(admin, { url: 'http://127.0.0.1:9/key' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await fail(endpoint.id);
    await commands.removeEndpoint(admin, { id: endpoint.id });
    expect(await db().webhookState.count({ where: { accountId } })).toBe(0);
    await expect(commands.removeEndpoint(admin, { id: endpoint.id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(getEndpoint(admin, 'no id')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is managed by no test key: it receives reports of live messages, too', async () => {
    const { id } = await makeKey(admin);
    const key: KeyActor = {
      ...{ kind: 'key', apiKeyId: id, keyName: 'Key', accountId: admin.accountId, scopes: ['webhooks:manage'] },
      ...{ environment: 'test', expiresAtMs: null, ip: null },
    };
    const input = { name: 'A', url: URL_A };
    await expect(commands.createEndpoint(key, input)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await commands.createEndpoint({ ...key, environment: 'live' }, input)).toMatchObject({
      endpoint: { name: 'A' },
    });
  });
});
