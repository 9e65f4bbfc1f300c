import { beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { setExpiry, setIpRestriction } from './commands/configure-key';
import { createKey } from './commands/create-key';
import { bumpRevision } from './commands/key-transaction';
import { deleteKeys, setKeysEnabled } from './commands/switch-keys';
import { listKeys } from './queries/list-keys';
import { KEY_SORTS, type KeyFilterInput } from './schema';

useDatabase();

let actor: UserActor;
const ids: Record<string, string> = {};

beforeAll(async () => {
  actor = await makeAccount();
  const make = async (name: string, input: object = {}) => {
    ids[name] = (await createKey(actor, { name, ...input })).id;
  };
  await make('Checkout', { description: 'shop.example.com, 100 % real' });
  await make('one-time codes', { type: 'hmac' });
  await make('Billing', { type: 'basic', environment: 'test' });
  await make('Old ERP');
  await make('Gone');
  await make('Expired');
  await setKeysEnabled(actor, [ids['Old ERP'] ?? ''], false);
  await deleteKeys(actor, [ids.Gone ?? '']);
  await setExpiry(actor, { id: ids.Expired ?? '', expiresAt: new Date(Date.now() + 60_000) });
  await db().$transaction(async (tx) => {
    await tx.apiKey.update({ where: { id: ids.Expired ?? '' }, data: { expiresAt: new Date(Date.now() - 1) } });
    await bumpRevision(tx, actor.accountId, [ids.Expired ?? '']);
  });
  await setIpRestriction(actor, { id: ids.Checkout ?? '', active: true, mode: 'allow', list: '203.0.113.0/24' });
  await createKey(await makeAccount(), { name: 'Key of another account' });
});

const namesOf = async (filter: KeyFilterInput) =>
  (await listKeys(actor, { sort: 'name', direction: 'asc', ...filter })).keys.map(({ name }) => name);
const ALL = ['Billing', 'Checkout', 'Expired', 'Old ERP', 'one-time codes'];

describe('filters', () => {
  test.each<[string, KeyFilterInput, string[]]>([
    ['without filter: all except deleted keys', {}, ALL],
    ['kind', { type: 'hmac' }, ['one-time codes']],
    ['environment', { environment: 'test' }, ['Billing']],
    ['enabled', { status: 'enabled' }, ['Billing', 'Checkout', 'one-time codes']],
    ['disabled', { status: 'disabled' }, ['Old ERP']],
    ['expired', { status: 'expired' }, ['Expired']],
    ['deleted', { status: 'deleted' }, ['Gone']],
    ['any', { status: 'any' }, ['Billing', 'Checkout', 'Expired', 'Gone', 'Old ERP', 'one-time codes']],
    ['restricted', { restriction: 'allow' }, ['Checkout']],
    ['not restricted', { restriction: 'none' }, ['Billing', 'Expired', 'Old ERP', 'one-time codes']],
    ['search in any case', { search: 'CHECK' }, ['Checkout']],
    ['search in the description', { search: 'shop.example' }, ['Checkout']],
    ['a percent sign is literal', { search: '100 %' }, ['Checkout']],
    ['a percent sign is no wildcard', { search: '%' }, ['Checkout']],
    ['an underscore is literal', { search: 'o_d' }, []],
    ['together', { type: 'auth', status: 'disabled', search: 'erp' }, ['Old ERP']],
    [
      'invalid values use the defaults',
      { type: 'x', sort: 'name', page: -1, pageSize: 7 } as unknown as KeyFilterInput,
      ALL,
    ],
  ])('%s', async (_, filter, expected) => {
    expect(await namesOf(filter)).toEqual(expected);
    const byUse = await namesOf({ ...filter, sort: 'timesUsed' });
    expect(byUse.sort()).toEqual([...expected].sort());
  });

  test('searches by the last characters and by key id', async () => {
    const [checkout] = (await listKeys(actor, { search: 'checkout' })).keys;
    const [codes] = (await listKeys(actor, { type: 'hmac' })).keys;
    expect(await namesOf({ search: checkout?.masked.slice(-4) ?? '' })).toContain('Checkout');
    expect(await namesOf({ search: codes?.masked ?? '' })).toEqual(['one-time codes']);
  });
});

describe('pages', () => {
  let many: UserActor;
  beforeAll(async () => {
    many = await makeAccount();
    for (let i = 0; i < 45; i++) await createKey(many, { name: `Key ${i}`, type: i % 3 === 0 ? 'basic' : 'auth' });
  });

  const inPages = async (filter: KeyFilterInput) => {
    const pages = [1, 2, 3].map((page) => listKeys(many, { ...filter, page }));
    return (await Promise.all(pages)).flatMap((page) => page.keys.map(({ id }) => id));
  };

  test.each(KEY_SORTS)('sorted by %s, in both directions, contain every key exactly once', async (sort) => {
    for (const direction of ['asc', 'desc'] as const) {
      const filter = { sort, direction } as const;
      const paged = await inPages(filter);
      expect(new Set(paged).size).toBe(45);
      const whole = await listKeys(many, { ...filter, pageSize: 100 });
      expect(paged).toEqual(whole.keys.map(({ id }) => id));
    }
  });

  test('past the end return the last page', async () => {
    const { keys, page, total } = await listKeys(many, { page: 99 });
    expect([keys.length, page, total]).toEqual([5, 3, 45]);
  });

  test('an account without keys has one empty page', async () => {
    expect(await listKeys(await makeAccount())).toEqual({ keys: [], total: 0, page: 1, pageSize: 20 });
  });
});
