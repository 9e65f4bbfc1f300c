import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { UserActor } from '../access/actor';
import type { ErrorCode } from '../base/errors';
import { newId } from '../base/ids';
import { db, type Prisma, pool } from '../database/db';
import type { Page } from '../database/keyset';
import { setIpRestriction } from '../keys/commands/configure-key';
import { deleteKeys, setKeysEnabled } from '../keys/commands/switch-keys';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { type AccountRefusal, listRefusals, type RefusalFilter } from './queries';
import { OTHER_ADDRESSES } from './refusal-view';

useDatabase();

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');

type Made = { apiKeyId: string; code?: ErrorCode; ip?: string; atMs?: number; detail?: string; count?: number };

/** Inserts refusals as the web server does. Returns their ids. */
async function makeRefusals(actor: UserActor, each: readonly Made[]): Promise<string[]> {
  const rows = each.map(({ code = 'key_disabled', ip = '203.0.113.1', atMs = NOW, ...rest }, i) => ({
    id: newId(),
    accountId: actor.accountId,
    code,
    ip,
    lastAt: new Date(atMs),
    // Only the hour differs, so that any number of them may share all other values.
    hour: new Date(NOW - i * HOUR_MS),
    ...rest,
  }));
  await db().refusal.createMany({ data: rows });
  return rows.map(({ id }) => id);
}

const ids = ({ rows }: Page<AccountRefusal>) => rows.map(({ id }) => id);

/** Returns every refusal of a filter: all pages to the oldest, then back again. */
async function everyPage(actor: UserActor, filter: RefusalFilter): Promise<string[]> {
  const pages = [await listRefusals(actor, filter)];
  for (let last = pages[0]; last?.next; pages.push(last)) {
    last = await listRefusals(actor, { ...filter, before: last.next });
  }
  for (let i = pages.length - 1; i > 0; i--) {
    const back = await listRefusals(actor, { ...filter, after: pages[i]?.previous ?? '' });
    expect([ids(back), back.previous !== null]).toEqual([
      pages[i - 1] && ids(pages[i - 1] as Page<AccountRefusal>),
      i > 1,
    ]);
  }
  return pages.flatMap(ids);
}

test('pages contain every refusal once in both directions, including equal times', async () => {
  const actor = await makeAccount();
  const { id: apiKeyId } = await makeKey(actor);
  const made = await makeRefusals(
    actor,
    Array.from({ length: 130 }, (_, i) => ({ apiKeyId, atMs: NOW - Math.floor(i / 60) })),
  );
  const newestFirst = [0, 60, 120].flatMap((start) => made.slice(start, start + 60).toReversed());
  expect(await everyPage(actor, {})).toEqual(newestFirst);
});

test('each filter, alone and combined, returns exactly its refusals', async () => {
  const actor = await makeAccount();
  const keys = await Promise.all([makeKey(actor), makeKey(actor)]);
  const kinds = keys.flatMap(({ id: apiKeyId }) =>
    (['key_disabled', 'unauthorized'] as const).flatMap((code) =>
      ['203.0.113.1', '2001:db8::1', '', OTHER_ADDRESSES].flatMap((ip) =>
        [0, HOUR_MS - 1, HOUR_MS, HOUR_MS + 1].map((ageMs) => ({ apiKeyId, code, ip, atMs: NOW - ageMs })),
      ),
    ),
  );
  const made = await makeRefusals(actor, kinds);
  for (const apiKeyId of [undefined, keys[1]?.id]) {
    for (const code of [undefined, 'unauthorized', 'conflict'] as const) {
      for (const ip of [undefined, '2001:db8::1', '203.0.113.9']) {
        for (const [fromMs, untilMs] of [[], [NOW - HOUR_MS], [undefined, NOW - HOUR_MS]] as (number | undefined)[][]) {
          const wanted = kinds
            .map((kind, i) => ({ ...kind, id: made[i] ?? '' }))
            .filter(
              (row) =>
                (!apiKeyId || row.apiKeyId === apiKeyId) &&
                (!code || row.code === code) &&
                (!ip || row.ip === ip) &&
                (fromMs === undefined || row.atMs >= fromMs) &&
                (untilMs === undefined || row.atMs < untilMs),
            )
            .sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1));
          const from = fromMs === undefined ? undefined : new Date(fromMs);
          const until = untilMs === undefined ? undefined : new Date(untilMs);
          expect(await everyPage(actor, { apiKeyId, code, ip, from, until })).toEqual(wanted.map(({ id }) => id));
        }
      }
    }
  }
});

test('returns nothing to another account', async () => {
  const [mine, theirs] = await Promise.all([makeAccount(), makeAccount()]);
  const { id: apiKeyId } = await makeKey(theirs);
  await makeRefusals(theirs, [{ apiKeyId }, { apiKeyId }]);
  const place = `${NOW + 1}.${newId()}`;
  const asked: RefusalFilter[] = [{}, { apiKeyId }, { code: 'key_disabled' }, { ip: '203.0.113.1' }, { before: place }];
  for (const filter of asked) {
    expect(ids(await listRefusals(mine, filter))).toEqual([]);
    expect(ids(await listRefusals(theirs, filter))).toHaveLength(2);
  }
});

test('returns nothing for an address with invalid parameters', async () => {
  const actor = await makeAccount();
  const { id: apiKeyId } = await makeKey(actor);
  await makeRefusals(actor, [{ apiKeyId }]);
  for (const nonsense of ['x', '1.x', `${'9'.repeat(14)}.x`, `9e9.${newId()}`, `.${newId()}`]) {
    for (const filter of [{ apiKeyId: nonsense }, { before: nonsense }, { after: nonsense }]) {
      expect(ids(await listRefusals(actor, filter))).toEqual([]);
    }
  }
  expect(ids(await listRefusals(actor, { before: `${'9'.repeat(14)}.${newId()}` }))).toHaveLength(1);
});

describe("each refusal has its key's current state and the suggested fix", () => {
  let actor: UserActor;
  beforeAll(async () => {
    actor = await makeAccount();
  });
  const listed = async (made: Made) => {
    await makeRefusals(actor, [made]);
    const { rows: refusals } = await listRefusals(actor, { apiKeyId: made.apiKeyId });
    return refusals[0];
  };

  test('of a disabled key', async () => {
    const { id } = await makeKey(actor);
    await setKeysEnabled(actor, [id], false);
    expect(await listed({ apiKeyId: id, count: 7 })).toMatchObject({
      count: 7,
      key: { id, enabled: false },
      fix: { kind: 'enable' },
    });
    await setKeysEnabled(actor, [id], true);
    const { rows: refusals } = await listRefusals(actor, { apiKeyId: id });
    expect(refusals[0]?.fix).toEqual({ kind: 'resolved' });
  });

  test('of an address, and of other addresses', async () => {
    const { id } = await makeKey(actor);
    await setIpRestriction(actor, { id, active: true, mode: 'allow', list: '203.0.113.0/24' });
    const refused = { apiKeyId: id, code: 'ip_not_allowed' } as const;
    expect(await listed({ ...refused, ip: '198.51.100.7' })).toMatchObject({
      ip: '198.51.100.7',
      others: false,
      fix: { kind: 'add_address', ip: '198.51.100.7' },
    });
    expect(await listed({ ...refused, ip: OTHER_ADDRESSES, atMs: NOW + 1 })).toMatchObject({
      ip: null,
      others: true,
      fix: { kind: 'edit_restriction' },
    });
  });

  test('of a deleted key have its name and no suggested fix', async () => {
    const { id } = await makeKey(actor);
    const { name } = await db().apiKey.findUniqueOrThrow({ where: { id } });
    await deleteKeys(actor, [id]);
    expect(await listed({ apiKeyId: id })).toMatchObject({ key: null, keyName: name, fix: null });
  });

  test('of an unverified account', async () => {
    const { id } = await makeKey(actor);
    expect(await listed({ apiKeyId: id, code: 'account_not_verified' })).toMatchObject({ fix: { kind: 'resolved' } });
    await db().account.update({ where: { id: actor.accountId }, data: { verifiedAt: null } });
    const { rows: refusals } = await listRefusals(actor, { apiKeyId: id });
    expect(refusals[0]?.fix).toEqual({ kind: 'verify_account' });
  });
});

describe('among many rows', () => {
  let actor: UserActor;
  let keyIds: string[];

  beforeAll(async () => {
    actor = await makeAccount();
    keyIds = await Promise.all(Array.from({ length: 20 }, async () => (await makeKey(actor)).id));
    // Frequent ones, and older ones with a rare key, code and address.
    await pool().query(
      `INSERT INTO refusal (id, account_id, api_key_id, code, ip, hour, last_at)
       SELECT gen_random_uuid(), $1, ($2::uuid[])[1 + n % 19],
              (ARRAY['invalid_fields', 'ip_not_allowed', 'unauthorized'])[1 + n % 3],
              '2001:db8::' || to_hex(n % 5000), now() - n * interval '1 minute', now() - n * interval '10 seconds'
       FROM generate_series(1, 60000) n`,
      [actor.accountId, keyIds],
    );
    await makeRefusals(actor, [
      { apiKeyId: keyIds[19] ?? '', code: 'conflict', ip: '198.51.100.1', atMs: Date.now() - 29 * 24 * HOUR_MS },
    ]);
    await pool().query('ANALYZE refusal');
  });

  test.each<[string, () => RefusalFilter]>([
    ['nothing', () => ({})],
    ['a common key', () => ({ apiKeyId: keyIds[0] })],
    ['a rare key', () => ({ apiKeyId: keyIds[19] })],
    ['a common code', () => ({ code: 'invalid_fields' })],
    ['a rare code', () => ({ code: 'conflict' })],
    ['an address', () => ({ ip: '2001:db8::1' })],
    ['a rare address', () => ({ ip: '198.51.100.1' })],
    ['a time', () => ({ from: new Date(Date.now() - 48 * HOUR_MS), until: new Date(Date.now() - 24 * HOUR_MS) })],
    ['a code and a time', () => ({ code: 'unauthorized', until: new Date(Date.now() - 24 * HOUR_MS) })],
    ['a page in the middle', () => ({ before: `${Date.now() - 72 * HOUR_MS}.${newId()}` })],
    ['a page in the middle, backward', () => ({ after: `${Date.now() - 72 * HOUR_MS}.${newId()}` })],
    ['a key and a code', () => ({ apiKeyId: keyIds[0], code: 'conflict' })],
  ])('by %s, uses an index and reads few rows', async (_, filter) => {
    const asked = vi.spyOn(pool(), 'query');
    await listRefusals(actor, filter());
    const [statement] = asked.mock.calls[0] as unknown as [Prisma.Sql];
    asked.mockRestore();
    const { rows } = await pool().query(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement.text}`, statement.values);
    const nodes = nodesOf(rows[0]['QUERY PLAN'][0].Plan);
    const scans = nodes.filter((node) => node['Relation Name'] === 'refusal');
    expect(scans.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    expect(scans.length).toBeGreaterThan(0);
    const read = scans.map((node) => (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0));
    expect(read.reduce((sum, count) => sum + count, 0)).toBeLessThan(2_000);
  });
});

type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
};

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
