import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CachedKey } from '../acceptance/authentication/cached-key';
import type { Credential } from '../acceptance/authentication/credential';
import { keyCache } from '../acceptance/authentication/key-cache';
import type { UserActor } from '../access/actor';
import { AppError, type ErrorCode, HTTP_STATUS, invalidFields } from '../base/errors';
import { processSingleton, resetSingleton } from '../base/process-singleton';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount, makePair } from '../testing/factories';
import { flushRefusals, recordRefusal } from './record-refusal';
import { MAX_ADDRESSES, OTHER_ADDRESSES } from './refusal-view';

useDatabase();

let actor: UserActor;
let shown: Credential;
let record: CachedKey;

beforeEach(async () => {
  actor = await makeAccount();
  const { keyId, secret } = await makePair(actor, 'basic');
  shown = { kind: 'basic', keyId, secret };
  [record] = (await keyCache().load(shown)) as [CachedKey];
});

const addressOf = (n: number) => `2001:db8::${n.toString(16)}`;
const note = (ip: string | null, code: ErrorCode = 'ip_not_allowed', known: CachedKey | null = record) =>
  recordRefusal(shown, known, new AppError(code, `Refused ${ip}.`), ip);

async function stored() {
  const rows = await db().refusal.findMany({ where: { apiKeyId: record.id }, orderBy: { ip: 'asc' } });
  const named = rows.filter(({ ip }) => ip !== OTHER_ADDRESSES);
  return { rows, named, total: rows.reduce((sum, { count }) => sum + count, 0) };
}

/** Refusals recorded by a separate process instance, and its write. */
function processNotes(ips: readonly string[]): Promise<void> {
  resetSingleton('refusals');
  for (const ip of ips) note(ip);
  return flushRefusals();
}

describe('for any number of addresses', () => {
  test('keeps rows up to the limit and counts every refusal', async () => {
    const address = fc.integer({ min: 0, max: 3 * MAX_ADDRESSES }).map(addressOf);
    const flush = fc.array(address, { maxLength: 4 * MAX_ADDRESSES, size: 'max' });
    await fc.assert(
      fc.asyncProperty(fc.array(flush, { minLength: 1, maxLength: 4 }), async (flushes) => {
        await db().refusal.deleteMany();
        for (const ips of flushes) {
          for (const ip of ips) note(ip);
          await flushRefusals();
        }
        const { named, total } = await stored();
        expect(total).toBe(flushes.flat().length);
        expect(named).toHaveLength(Math.min(MAX_ADDRESSES, new Set(flushes.flat()).size));
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  test('enforces the limit over several processes and loses no count', async () => {
    const processes = Array.from({ length: 6 }, (_, p) =>
      Array.from({ length: 80 }, (_, n) => addressOf(p * 50 + n)).flatMap((ip) => [ip, ip]),
    );
    await Promise.all(processes.map(processNotes));
    const { named, total } = await stored();
    expect(total).toBe(6 * 160);
    expect(named).toHaveLength(MAX_ADDRESSES);
    expect(new Set(named.map(({ count }) => count % 2))).toEqual(new Set([0]));
  });

  test('counts more refusals than a process holds between two writes', async () => {
    const others = await Promise.all(Array.from({ length: 30 }, () => makePair(actor, 'basic')));
    const loaded = await Promise.all(
      others.map(async ({ keyId, secret }) => {
        const credential: Credential = { kind: 'basic', keyId, secret };
        const [own = null] = await keyCache().load(credential);
        return { credential, own };
      }),
    );
    // Without a turn of the event loop, in which the timer could write.
    for (const { credential, own } of loaded) {
      for (let n = 0; n < MAX_ADDRESSES; n++) {
        recordRefusal(credential, own, new AppError('key_disabled', 'No.'), addressOf(n));
      }
    }
    for (let n = 0; n < 500; n++) note(addressOf(n));
    await flushRefusals();
    expect((await stored()).total).toBe(500);
    const { _sum, _count } = await db().refusal.aggregate({
      where: { accountId: actor.accountId },
      _sum: { count: true },
      _count: true,
    });
    expect(_sum.count).toBe(30 * MAX_ADDRESSES + 500);
    expect(_count).toBeLessThanOrEqual(2_000 + 31);
  });

  test('continues the count of an address with a row, and counts others under “other addresses”', async () => {
    note(addressOf(0));
    await flushRefusals();
    for (let n = 1; n < MAX_ADDRESSES; n++) note(addressOf(n));
    await flushRefusals();
    note('203.0.113.1');
    note(addressOf(0));
    await flushRefusals();
    const { rows, named } = await stored();
    expect(named.find(({ ip }) => ip === addressOf(0))).toMatchObject({ count: 2 });
    expect(rows.find(({ ip }) => ip === OTHER_ADDRESSES)).toMatchObject({ count: 1, code: 'ip_not_allowed' });
    expect(named.some(({ ip }) => ip === '203.0.113.1')).toBe(false);
  });

  test("limits each code separately, so that unauthenticated requests cannot displace refusals of the key's users", async () => {
    for (let n = 0; n < 2 * MAX_ADDRESSES; n++) note(addressOf(n), 'unauthorized', null);
    await flushRefusals();
    note('203.0.113.1', 'ip_not_allowed');
    await flushRefusals();
    const { named, rows } = await stored();
    expect(named).toHaveLength(MAX_ADDRESSES + 1);
    expect(rows.find(({ ip }) => ip === '203.0.113.1')).toMatchObject({ code: 'ip_not_allowed', count: 1 });
  });
});

describe('refusals by code', () => {
  test.each(Object.entries(HTTP_STATUS))('%s (%i)', async (code, status) => {
    note(null, code as ErrorCode);
    await flushRefusals();
    const { rows } = await stored();
    expect(rows.map((row) => [row.code, row.ip, row.count])).toEqual(status < 500 ? [[code, '', 1]] : []);
  });

  test('stores the permission that the key lacked, the latest one', async () => {
    for (const needed of ['keys:read', 'messages:read']) {
      recordRefusal(shown, record, new AppError('missing_scope', 'Refused.', { needed }), '203.0.113.1');
      await flushRefusals();
    }
    note('203.0.113.2');
    await flushRefusals();
    const { rows } = await stored();
    expect(rows.map(({ code, needed }) => [code, needed])).toEqual([
      ['missing_scope', 'messages:read'],
      ['ip_not_allowed', null],
    ]);
  });

  test('ignores a key id that is unknown or malformed', async () => {
    const before = await db().refusal.count();
    for (const keyId of ['bk_unknown', 'x'.repeat(65), 'with\0nul', 'half \ud83d', '']) {
      recordRefusal({ kind: 'basic', keyId }, null, new AppError('unauthorized', 'No.'), null);
    }
    recordRefusal({ kind: 'auth' }, null, new AppError('unauthorized', 'No.'), null);
    note('203.0.113.1', 'unauthorized', null);
    await flushRefusals();
    expect(await db().refusal.count()).toBe(before + 1);
  });

  test('limits unknown key ids in memory, and still counts known keys', async () => {
    for (let n = 0; n < 5_000; n++) {
      const keyId = createHmac('sha256', 'typed').update(String(n)).digest('base64url');
      recordRefusal({ kind: 'basic', keyId }, null, new AppError('unauthorized', 'No.'), null);
    }
    note('203.0.113.1');
    const { held } = processSingleton<{ held: { groups: Map<string, unknown> } }>('refusals', () =>
      expect.fail('nothing is held'),
    );
    expect(held.groups.size).toBe(2_001);
    await flushRefusals();
    expect((await stored()).total).toBe(1);
  });

  test('counts each key correctly despite made-up names', async () => {
    recordRefusal(shown, record, invalidFields({ 'a\0b\ud83d': 'Leave this out.' }), '203.0.113.1');
    note('203.0.113.2');
    await flushRefusals();
    expect((await stored()).total).toBe(2);
  });
});

test('keeps what could not be written for the next write', async () => {
  note('203.0.113.1');
  await pool().query('ALTER TABLE refusal RENAME TO refusal_away');
  await flushRefusals();
  await pool().query('ALTER TABLE refusal_away RENAME TO refusal');
  note('203.0.113.1');
  await flushRefusals();
  expect((await stored()).rows).toMatchObject([{ ip: '203.0.113.1', count: 2 }]);
});
