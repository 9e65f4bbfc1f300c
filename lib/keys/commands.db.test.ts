import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { listKeyRefusals } from '../refusals/queries';
import { keyEncryptionContext } from '../secrets/encryption-contexts';
import { unseal } from '../secrets/seal';
import { useApiServer } from '../testing/api-server';
import { useDatabase } from '../testing/database';
import { approveSender, makeAccount, makeKey, makePair } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import {
  renameKey,
  resetLock,
  setExpiry,
  setIpRestriction,
  setKeyOptions,
  setScopes,
  setSendSettings,
} from './commands/configure-key';
import { copyKey, copyWebhookSecret } from './commands/copy-key';
import { createKey } from './commands/create-key';
import { endRotation, moveRotationEnd, rotateKey } from './commands/rotate-key';
import { deleteKeys, setKeysEnabled } from './commands/switch-keys';
import { listKeyDays, listKeyHistory } from './queries/key-activity';
import { getKeyDetail } from './queries/key-detail';
import { getKey, listKeys } from './queries/list-keys';

useDatabase();
const gate = useApiServer();

const SMS = { to: '+37255555555', text: 'hi' };
let actor: UserActor;
beforeAll(async () => {
  actor = await makeAccount();
});
const statusOf = async (key: string) => (await gate.post(SMS, { 'x-api-key': key })).status;

describe('creating', () => {
  test('returns the fields of each type; secrets of pairs and of show-once keys cannot be read again', async () => {
    const auth = await createKey(actor, { name: newId() });
    const once = await createKey(actor, { name: newId(), showOnce: true });
    const pair = await createKey(actor, { name: newId(), type: 'basic' });
    expect(auth).toMatchObject({ type: 'auth', key: expect.stringMatching(/^[0-9A-Za-z]{24}$/) });
    expect(pair).toMatchObject({
      keyId: expect.stringMatching(/^bk_\w{12}$/),
      secret: expect.stringMatching(/^bs_\w{45}$/),
    });
    expect(await copyKey(actor, auth.id)).toBe('key' in auth && auth.key);
    await expect(copyKey(actor, once.id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await copyKey(actor, pair.id)).toBe('keyId' in pair && pair.keyId);
    expect(await db().auditEvent.count({ where: { targetId: auth.id, action: 'key.copied' } })).toBe(1);
  });

  test.each([
    ['empty', '   '],
    ['too long', 'x'.repeat(101)],
  ])('refuses a name that is %s, at its field', async (_, name) => {
    await expect(createKey(actor, { name })).rejects.toMatchObject({ issues: [{ path: ['name'] }] });
  });

  test('refuses a name in use at its field, also concurrently; the name of a deleted key is free', async () => {
    const name = newId();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => createKey(actor, { name })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(failed?.reason).toMatchObject({
      code: 'invalid_fields',
      fields: { name: expect.stringContaining('Another key') },
    });
    const { keys } = await listKeys(actor, { search: name });
    await deleteKeys(actor, [keys[0]?.id ?? '']);
    await createKey(actor, { name });
  });

  test('is refused to an unverified account', async () => {
    const unverified = await makeAccount({ verified: false });
    await expect(createKey(unverified, { name: 'x' })).rejects.toMatchObject({ code: 'account_not_verified' });
    expect(await db().apiKey.count({ where: { accountId: unverified.accountId } })).toBe(0);
  });
});

describe('secrets at rest', () => {
  test('are in no form in a dump of the database', async () => {
    const auth = await makeKey(actor);
    const pairs = [await makePair(actor, 'basic'), await makePair(actor, 'hmac')];
    await rotateKey(actor, { id: auth.id, overlapS: 3_600 });
    const { rows: tables } = await pool().query(DUMP);
    const dump = JSON.stringify(tables);
    expect(dump).toContain(auth.id);
    for (const secret of [auth.key, ...pairs.map((pair) => pair.secret)]) {
      for (const form of ['utf8', 'hex', 'base64'] as const) {
        expect(dump).not.toContain(Buffer.from(secret).toString(form).replace(/=+$/, ''));
      }
    }
  });

  test('cannot be decrypted from the ciphertext of another row', async () => {
    const [one, other] = [await makePair(actor, 'hmac'), await makePair(actor, 'hmac')];
    const rows = await db().apiKeySecret.findMany({ where: { apiKeyId: { in: [one.id, other.id] } } });
    const [first, second] = rows;
    expect(unseal(first?.sealed ?? '', keyEncryptionContext.secret(first?.id ?? ''))).toMatch(/^hs_/);
    expect(() => unseal(first?.sealed ?? '', keyEncryptionContext.secret(second?.id ?? ''))).toThrow(
      'unable to authenticate data',
    );
  });
});

/** Returns every row of every table as text. */
const DUMP = `SELECT query_to_xml(format('SELECT * FROM %I', table_name), true, true, '')
  FROM information_schema.tables WHERE table_schema = 'public'`;

describe('rotating', () => {
  test('with an overlap keeps both secrets valid, counts uses of the old one, and allows changing its end', async () => {
    const { id, key } = await makeKey(actor);
    const rotated = await rotateKey(actor, { id, overlapS: 3_600 });
    const fresh = 'key' in rotated ? rotated.key : '';
    expect([await statusOf(key), await statusOf(key), await statusOf(fresh)]).toEqual([202, 202, 202]);
    const detail = await getKeyDetail(actor, id);
    expect(detail).toMatchObject({
      timesUsed: 3,
      oldSecret: { timesUsed: 2 },
      masked: `${fresh.slice(0, 4)}••••••••${fresh.slice(-4)}`,
    });
    const later = new Date(Date.now() + 7_200_000);
    await moveRotationEnd(actor, { id, endsAt: later });
    expect((await getKeyDetail(actor, id)).rotatingUntil).toEqual(later);
    await endRotation(actor, id);
    expect([await statusOf(key), await statusOf(fresh)]).toEqual([401, 202]);
    await expect(endRotation(actor, id)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('without an overlap refuses the old secret at once; a second rotation ends the first overlap', async () => {
    const { id, key } = await makeKey(actor);
    await statusOf(key);
    const [second, third] = [await rotateKey(actor, { id, overlapS: 0 }), await rotateKey(actor, { id, overlapS: 60 })];
    const fourth = await rotateKey(actor, { id, overlapS: 60 });
    const statuses = await Promise.all(
      [{ key }, second, third, fourth].map((shown) => statusOf('key' in shown ? shown.key : '')),
    );
    expect(statuses).toEqual([401, 401, 202, 202]);
  });

  test('refuses an old secret after its overlap', async () => {
    const { id, key } = await makeKey(actor);
    await rotateKey(actor, { id, overlapS: 60 });
    expect(await statusOf(key)).toBe(202);
    await moveRotationEnd(actor, { id, endsAt: new Date(Date.now() + 200) });
    await vi.waitFor(async () => expect(await statusOf(key)).toBe(401), WAIT_LIMIT);
  });
});

describe('effect of settings on messages', () => {
  test('applies sender, auto-replace and DLR webhook of the key unless the request overrides them', async () => {
    for (const sender of ['Shop', 'Other']) await approveSender(actor, sender);
    const { id, key } = await makeKey(actor);
    await setSendSettings(actor, { id, defaultSender: 'Shop', autoReplace: 'full', dlrUrl: 'http://127.0.0.1:9/key' });
    const plain = await gate.post({ ...SMS, text: 'Brontë' }, { 'x-api-key': key });
    const own = await gate.post(
      { ...SMS, text: 'Brontë', from: 'Other', auto_replace: 'off', dlr_url: 'http://127.0.0.1:9/own' },
      { 'x-api-key': key },
    );
    expect([plain.json.text, plain.json.from, own.json.text, own.json.from]).toEqual([
      'Bronte',
      'Shop',
      'Brontë',
      'Other',
    ]);
    const urls = await Promise.all(
      [plain, own].map(({ json }) =>
        db().message.findUniqueOrThrow({ where: { id: json.id }, select: { dlrUrl: true } }),
      ),
    );
    expect(urls.map(({ dlrUrl }) => dlrUrl)).toEqual(['http://127.0.0.1:9/key', 'http://127.0.0.1:9/own']);
  });

  test('refuses a disallowed webhook address at its field', async () => {
    const { id } = await makeKey(actor);
    const failed = setSendSettings(actor, {
      id,
      defaultSender: null,
      autoReplace: null,
      dlrUrl: 'http://169.254.169.254/',
    });
    await expect(failed).rejects.toMatchObject({ code: 'invalid_fields', fields: { dlrUrl: expect.any(String) } });
  });

  test('marks messages of a test key', async () => {
    const { key } = await makeKey(actor, { environment: 'test' });
    expect((await gate.post(SMS, { 'x-api-key': key })).json.environment).toBe('test');
  });

  test('expiry and scopes apply to the next request', async () => {
    const { id, key } = await makeKey(actor, { expiresAt: new Date(Date.now() + 3_600_000) });
    expect(await statusOf(key)).toBe(202);
    await setScopes(actor, { id, scopes: ['sms:read'] });
    expect(await statusOf(key)).toBe(403);
    await expect(setExpiry(actor, { id, expiresAt: new Date(Date.now() - 1_000) })).rejects.toThrow(
      'Choose a time in the future.',
    );
  });
});

const attempts = (id: string): [string, (who: UserActor) => Promise<unknown>][] => [
  ['rename', (who) => renameKey(who, { id, name: newId() })],
  ['restrict', (who) => setIpRestriction(who, { id, active: true, mode: 'lock', list: '' })],
  ['unlock', (who) => resetLock(who, id)],
  ['set sending', (who) => setSendSettings(who, { id, defaultSender: null, autoReplace: 'on', dlrUrl: null })],
  ['set scopes', (who) => setScopes(who, { id, scopes: ['sms:send'] })],
  ['set expiry', (who) => setExpiry(who, { id, expiresAt: null })],
  ['set options', (who) => setKeyOptions(who, { id, compatible: true, allowQueryKey: true })],
  ['rotate', (who) => rotateKey(who, { id, overlapS: 0 })],
  ['end rotation', (who) => endRotation(who, id)],
  ['move rotation', (who) => moveRotationEnd(who, { id, endsAt: new Date(Date.now() + 60_000) })],
  ['disable', (who) => setKeysEnabled(who, [id], false)],
  ['delete', (who) => deleteKeys(who, [id])],
];
const reads = (id: string): [string, (who: UserActor) => Promise<unknown>][] => [
  ['copy', (who) => copyKey(who, id)],
  ['copy webhook secret', (who) => copyWebhookSecret(who, id)],
  ['get', (who) => getKey(who, id)],
  ['get detail', (who) => getKeyDetail(who, id)],
  ['list days', (who) => listKeyDays(who, id)],
  ['list refusals', (who) => listKeyRefusals(who, id)],
  ['list history', (who) => listKeyHistory(who, id)],
];

test('accepts a scope that was just added, also in a process with an older cached key', async () => {
  const { id, key } = await makeKey(actor, { scopes: ['sms:read'] });
  const send = async () => (await gate.post({ to: '+37255555555', text: 'hi' }, { 'x-api-key': key })).status;
  expect(await send()).toBe(403);
  await setScopes(actor, { id, scopes: ['sms:read', 'sms:send'] });
  expect(await send()).toBe(202);
});

describe('permissions', () => {
  test("responds not found to another account's administrator for every command, and changes nothing", async () => {
    const { id } = await makeKey(actor);
    const stranger = await makeAccount();
    const before = await db().apiKey.findUniqueOrThrow({ where: { id }, include: { secrets: true } });
    for (const [what, attempt] of [...attempts(id), ...reads(id)]) {
      await expect(attempt(stranger), what).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await db().apiKey.findUniqueOrThrow({ where: { id }, include: { secrets: true } })).toEqual(before);
  });

  test.each(['advanced', 'basic'] as const)('allow a member with role %s no change', async (role) => {
    const { id } = await makeKey(actor);
    const member = { ...actor, role };
    for (const [what, attempt] of attempts(id)) {
      await expect(attempt(member), what).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await copyKey(member, id)).toHaveLength(24);
    expect(await listKeyHistory(member, id)).toEqual([]);
  });

  test.each(['', 'nonsense', '00000000-0000-7000-8000-000000000000'])(
    'responds not found for the id %j',
    async (id) => {
      for (const [what, attempt] of reads(id)) {
        await expect(attempt(actor), what).rejects.toMatchObject({ code: 'not_found' });
      }
    },
  );

  test('changes none of several keys when one belongs to another account', async () => {
    const [own, foreign] = [await makeKey(actor), await makeKey(await makeAccount())];
    await expect(deleteKeys(actor, [own.id, foreign.id])).rejects.toMatchObject({ code: 'not_found' });
    expect(await getKey(actor, own.id)).toMatchObject({ status: 'enabled' });
  });

  test('enabling and disabling several keys returns those that it changed', async () => {
    const [first, second] = [await makeKey(actor), await makeKey(actor)];
    await setKeysEnabled(actor, [first.id], false);
    expect(await setKeysEnabled(actor, [first.id, second.id], false)).toEqual([second.id]);
    expect(await setKeysEnabled(actor, [second.id], true)).toEqual([second.id]);
    expect(await getKey(actor, first.id)).toMatchObject({ status: 'disabled' });
  });

  test('records every change with its actor', async () => {
    const { id } = await makeKey(actor);
    await renameKey(actor, { id, name: `New ${id}` });
    await setKeysEnabled(actor, [id], false);
    const history = await listKeyHistory(actor, id);
    expect(history.map(({ action, actor: who }) => [action, who])).toEqual(
      ['key.disabled', 'key.updated', 'key.created'].map((action) => [action, actor.username]),
    );
    expect(history[1]?.detail).toMatchObject({ what: 'name', after: `New ${id}` });
  });
});
