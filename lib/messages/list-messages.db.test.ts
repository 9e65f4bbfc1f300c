import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { lowestIdAt, newId } from '../base/ids';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessage, makeMessages } from '../testing/factories';
import { runs } from '../testing/property';
import { listStoredMessages } from './list-messages';
import { type MessageListQuery, messageListQuery } from './list-schema';
import { MESSAGE_STATUSES } from './rules';

useDatabase();

const START = Date.parse('2026-11-20T12:00:00Z');
const SECOND_MS = 1_000;
const RECIPIENTS = ['+37255510001', '+37255510002'];
const REFERENCES = ['order-1', 'order-2', null];
const MADE = 400;

type Made = Awaited<ReturnType<typeof fill>>[number];

let actor: UserActor;
let keys: { id: string }[];
let made: Made[];

/** Returns an id as acceptance creates it at `at`. */
const idAt = (at: number) => lowestIdAt(new Date(at)).slice(0, 18) + newId().slice(18);

/** Messages of every kind, one second apart. Ids and acceptance times differ, as with clocks of several machines. */
async function fill(owner: UserActor, of: { id: string }[]) {
  const rows = Array.from({ length: MADE }, (_, i) => {
    const at = START + i * SECOND_MS;
    return {
      id: idAt(at + (((i * 37) % 11) - 5) * SECOND_MS),
      apiKeyId: of[i % of.length]?.id ?? '',
      // Some statuses are rare, and some ranges contain none of them.
      status: MESSAGE_STATUSES[Math.floor(((i * 7919) % 97) ** 2 / 1050)] ?? 'queued',
      environment: (i * 31) % 7 === 0 ? ('live' as const) : ('test' as const),
      recipient: RECIPIENTS[(i >> 1) % 2] ?? '',
      reference: REFERENCES[(i >> 2) % 3] ?? null,
      createdAt: new Date(at),
    };
  });
  await makeMessages(owner, { id: '' }, rows);
  return rows.sort((a, b) => (a.id < b.id ? 1 : -1));
}

beforeAll(async () => {
  actor = await makeAccount();
  keys = await Promise.all([makeKey(actor), makeKey(actor), makeKey(actor)]);
  made = await fill(actor, keys);
  const other = await makeAccount();
  await fill(other, [await makeKey(other)]);
});

const matches = (query: MessageListQuery) => (row: Made) =>
  (!query.status || query.status.includes(row.status)) &&
  (!query.to || row.recipient === query.to) &&
  (!query.reference || row.reference === query.reference) &&
  (!query.key || row.apiKeyId === query.key) &&
  (!query.environment || row.environment === query.environment) &&
  (!query.created_from || row.createdAt >= query.created_from) &&
  (!query.created_to || row.createdAt < query.created_to);

/** Returns every page from the newest message to the oldest. */
async function walk(query: MessageListQuery, scanLimit?: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | undefined; ; ) {
    const { messages, nextCursor } = await listStoredMessages(actor, { ...query, cursor }, scanLimit);
    pages.push(messages.map(({ id }) => id));
    if (!nextCursor) return pages;
    cursor = nextCursor;
  }
}

const moment = fc.integer({ min: -20, max: MADE + 20 }).map((seconds) => new Date(START + seconds * SECOND_MS));
/** Mostly absent: a filter by recipient or reference determines the index that the query uses. */
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const queries = fc.record({
  status: maybe(fc.subarray([...MESSAGE_STATUSES], { minLength: 1 })),
  to: rarely(fc.constantFrom(...RECIPIENTS, '+37255510009')),
  reference: rarely(fc.constantFrom('order-1', 'order-2', 'order-3')),
  key: maybe(fc.nat(2)),
  environment: maybe(fc.constantFrom('live' as const, 'test' as const)),
  from: rarely(moment),
  until: rarely(moment),
  limit: fc.constantFrom(1, 7, 50, 100),
});

test('pages contain each match once for any query, newest first, within the page limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      queries,
      fc.constantFrom(1, 20, 150, undefined),
      async ({ key, from, until, ...rest }, scanLimit) => {
        const query = { ...rest, key: key === undefined ? key : keys[key]?.id, created_from: from, created_to: until };
        const pages = await walk(query, scanLimit);
        expect(pages.flat()).toEqual(made.filter(matches(query)).map(({ id }) => id));
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(query.limit);
      },
    ),
    { numRuns: runs(30, 300) },
  );
});

test('fills each page when the scan limit allows it', async () => {
  const pages = await walk(messageListQuery.parse({ limit: '50' }));
  expect(pages.map(({ length }) => length)).toEqual(Array(MADE / 50).fill(50));
  const rejected = made.filter(({ status }) => status === 'rejected');
  expect(await walk(messageListQuery.parse({ limit: '100', status: 'rejected' }))).toEqual([
    rejected.map(({ id }) => id),
  ]);
});

test('continues from the farther position of two scans of the same messages', async () => {
  const quiet = await makeKey(actor);
  const id = await makeMessage(actor, quiet, {
    id: idAt(START - 60 * SECOND_MS),
    status: 'rejected',
    environment: 'test',
  });
  for (const filter of [{ status: 'rejected' }, { environment: 'test' }]) {
    expect(await walk(messageListQuery.parse({ key: quiet.id, limit: '5', ...filter }), 10)).toEqual([[id]]);
  }
});

test('returns each earlier message once while others are accepted', async () => {
  const own = await makeAccount();
  const key = await makeKey(own);
  const before = (await makeMessages(own, key, Array(30).fill({}))).toReversed();
  const seen: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { messages, nextCursor } = await listStoredMessages(own, messageListQuery.parse({ limit: '4', cursor }));
    seen.push(...messages.map(({ id }) => id));
    await makeMessage(own, key);
    if (!nextCursor) break;
    cursor = nextCursor;
  }
  expect(seen).toEqual(before);
});

describe('for another account', () => {
  test('returns nothing, whichever filter is set', async () => {
    const outsider = await makeAccount();
    for (const filter of [
      {},
      { key: keys[0]?.id },
      { to: RECIPIENTS[0] },
      { reference: 'order-1' },
      { status: 'queued' },
      { status: 'rejected' },
      { environment: 'test' },
    ]) {
      const page = await listStoredMessages(outsider, messageListQuery.parse(filter));
      expect(page).toEqual({ messages: [], nextCursor: null });
    }
  });

  test('refuses a cursor of this account as it refuses an unknown one', async () => {
    const outsider = await makeAccount();
    for (const cursor of [made[0]?.id, newId()]) {
      await expect(listStoredMessages(outsider, messageListQuery.parse({ cursor }))).rejects.toMatchObject({
        code: 'invalid_fields',
        fields: { cursor: expect.any(String) },
      });
    }
  });
});
