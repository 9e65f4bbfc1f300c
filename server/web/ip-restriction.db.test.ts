import { createHash, createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { db } from '@/lib/database/db';
import { addToIpList, resetLock, setIpRestriction } from '@/lib/keys/commands/configure-key';
import { rotateKey } from '@/lib/keys/commands/rotate-key';
import { testIp } from '@/lib/keys/queries/key-detail';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makePair } from '@/lib/testing/factories';
import { WAIT_LIMIT } from '@/lib/testing/limits';

useDatabase();
const gate = useApiServer();

const SMS = { to: '+37255555555', text: 'hi' };
let actor: UserActor;
beforeAll(async () => {
  actor = await makeAccount();
});

type Restriction = { mode?: 'allow' | 'block' | 'lock'; list?: string; active?: boolean; confirmEmpty?: boolean };

async function restrictedKey({ mode = 'allow', list = '', active = true, confirmEmpty = false }: Restriction) {
  const key = await makeKey(actor);
  await setIpRestriction(actor, { id: key.id, active, mode, list, confirmEmpty });
  return key;
}

const statusFrom = async (ip: string, key: string) =>
  (await gate.post(SMS, { 'x-api-key': key, ...(ip ? { 'x-forwarded-for': ip } : {}) })).status;

describe('lists', () => {
  test.each([
    ['123.123.123.1/24', '123.123.123.200', 202],
    ['123.123.123.1/24', '123.123.124.1', 403],
    ['127.0.0.1', '', 202],
    ['0.0.0.0/0', '203.0.113.9', 202],
    ['0.0.0.0/0', '2001:db8::9', 202],
    ['::/0', '203.0.113.9', 403],
    ['2001:db8::/32', '2001:db8::9', 202],
  ])('allow %s: from %s %i', async (list, ip, expected) => {
    const { key } = await restrictedKey({ list });
    expect(await statusFrom(ip, key)).toBe(expected);
  });

  test('block-list: allows all except the listed', async () => {
    const { key } = await restrictedKey({ mode: 'block', list: '203.0.113.0/24' });
    expect([await statusFrom('203.0.113.9', key), await statusFrom('203.0.114.9', key)]).toEqual([403, 202]);
  });

  test('responds with ip_not_allowed and the address; switched off, keeps the list and allows all', async () => {
    const { id, key } = await restrictedKey({ list: '198.51.100.0/24' });
    const refused = await gate.post(SMS, { 'x-api-key': key, 'x-forwarded-for': '203.0.113.9' });
    expect([refused.status, refused.json.code]).toEqual([403, 'ip_not_allowed']);
    expect(refused.json.detail).toContain('203.0.113.9');
    await setIpRestriction(actor, { id, active: false, mode: 'allow', list: '198.51.100.0/24' });
    expect(await statusFrom('203.0.113.9', key)).toBe(202);
    const row = await db().apiKey.findUniqueOrThrow({ where: { id } });
    expect(row.ipEntries).toEqual(['198.51.100.0/24']);
  });

  test('requires a confirmation for an active empty allow-list, which then allows no address', async () => {
    await expect(restrictedKey({})).rejects.toMatchObject({ code: 'conflict' });
    const { key } = await restrictedKey({ confirmEmpty: true });
    expect(await statusFrom('203.0.113.9', key)).toBe(403);
  });

  test('names all invalid lines and stores nothing', async () => {
    const { id } = await makeKey(actor);
    const list = ['203.0.113.9', '010.0.0.1/8', '10.0.0.0/33'].join('\n');
    const lines = /^Line 2, "010\.0\.0\.1\/8": .*\nLine 3, "10\.0\.0\.0\/33": /;
    await expect(setIpRestriction(actor, { id, active: true, mode: 'allow', list })).rejects.toMatchObject({
      code: 'invalid_fields',
      fields: { list: expect.stringMatching(lines) },
    });
    expect(await db().apiKey.findUniqueOrThrow({ where: { id } })).toMatchObject({
      ipRestricted: false,
      ipEntries: [],
    });
  });

  test('records a refusal with its address, and adding that address resolves it', async () => {
    const { id, key } = await restrictedKey({ list: '198.51.100.7' });
    expect(await statusFrom('203.0.113.77', key)).toBe(403);
    await vi.waitFor(async () => {
      const rows = await db().refusal.findMany({ where: { apiKeyId: id } });
      expect(rows).toMatchObject([{ code: 'ip_not_allowed', ip: '203.0.113.77', count: 1 }]);
    }, WAIT_LIMIT);
    await addToIpList(actor, id, '203.0.113.77');
    expect(await statusFrom('203.0.113.77', key)).toBe(202);
  });

  test('the tester predicts the decision of the API', async () => {
    const { id, key } = await restrictedKey({ list: '203.0.113.0/24\n198.51.100.7' });
    for (const ip of ['203.0.113.9', '198.51.100.8']) {
      const { isAllowed } = await testIp(actor, id, ip);
      expect(isAllowed).toBe((await statusFrom(ip, key)) === 202);
    }
    expect(await testIp(actor, id, '203.0.113.9')).toMatchObject({ why: '203.0.113.0/24 is in the allow-list.' });
    await expect(testIp(actor, id, '010.0.0.1')).rejects.toMatchObject({ code: 'invalid_fields' });
  });
});

describe("the client's address behind a trusted proxy", () => {
  test.each([
    ['6.6.6.6, 9.9.9.9', 202],
    ['9.9.9.9, 6.6.6.6', 403],
    ['9.9.9.9, garbage', 403],
    ['9.9.9.9:443', 202],
    ['unknown', 403],
  ])('X-Forwarded-For: %s returns %i for a key that allows 9.9.9.9', async (header, expected) => {
    const { key } = await restrictedKey({ list: '9.9.9.9' });
    expect(await statusFrom(header, key)).toBe(expected);
  });

  test('an invalid value does not affect a key without restriction', async () => {
    const { key } = await makeKey(actor);
    expect(await statusFrom('garbage', key)).toBe(202);
  });
});

describe('lock on first IP', () => {
  test('exactly one of 50 first requests from 50 addresses wins', async () => {
    const { id, key } = await restrictedKey({ mode: 'lock' });
    const ips = Array.from({ length: 50 }, (_, i) => `198.51.100.${i + 1}`);
    const statuses = await Promise.all(ips.map((ip) => statusFrom(ip, key)));
    const winners = ips.filter((_, i) => statuses[i] === 202);
    expect([winners.length, statuses.filter((status) => status === 403).length]).toEqual([1, 49]);
    const row = await db().apiKey.findUniqueOrThrow({ where: { id } });
    expect(row.lockedIp).toBe(winners[0]);
    expect(await db().auditEvent.count({ where: { targetId: id, action: 'key.locked' } })).toBe(1);
    await resetLock(actor, id);
    expect(await statusFrom('203.0.113.1', key)).toBe(202);
    expect(await statusFrom(winners[0] ?? '', key)).toBe(403);
  });

  test('a wrong secret never locks', async () => {
    const pair = await makePair(actor, 'basic');
    await setIpRestriction(actor, { id: pair.id, active: true, mode: 'lock', list: '' });
    const authorization = (secret: string) => `Basic ${Buffer.from(`${pair.keyId}:${secret}`).toString('base64')}`;
    const wrong = { authorization: authorization('wrong'), 'x-forwarded-for': '203.0.113.1' };
    expect((await gate.post(SMS, wrong)).status).toBe(401);
    const right = { authorization: authorization(pair.secret), 'x-forwarded-for': '203.0.113.2' };
    expect((await gate.post(SMS, right)).status).toBe(202);
  });

  test('a secret after its overlap never locks, even with a cached key', async () => {
    const pair = await makePair(actor, 'hmac');
    await setIpRestriction(actor, { id: pair.id, active: true, mode: 'lock', list: '' });
    const signed = (secret: string, ip: string) => {
      const [date, digest] = [new Date().toUTCString(), createHash('sha256').update(JSON.stringify(SMS)).digest('hex')];
      const text = `date: ${date}\nx-content-sha256: ${digest}\nPOST /api/sms HTTP/1.1`;
      const signature = createHmac('sha256', secret).update(text).digest('base64');
      const names = 'date x-content-sha256 request-line';
      return {
        date,
        'x-content-sha256': digest,
        'x-forwarded-for': ip,
        authorization: `hmac username="${pair.keyId}", algorithm="hmac-sha256", headers="${names}", signature="${signature}"`,
      };
    };
    expect((await gate.post(SMS, signed('wrong', '203.0.113.9'))).status).toBe(401);
    const fresh = await rotateKey(actor, { id: pair.id, overlapS: 0 });
    expect((await gate.post(SMS, signed(pair.secret, '203.0.113.1'))).status).toBe(401);
    const { lockedIp } = await db().apiKey.findUniqueOrThrow({ where: { id: pair.id } });
    expect(lockedIp).toBeNull();
    if (fresh.type === 'auth') throw new Error('not a pair');
    expect((await gate.post(SMS, signed(fresh.secret, '203.0.113.2'))).status).toBe(202);
  });
});
