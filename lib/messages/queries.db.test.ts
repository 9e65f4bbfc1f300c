import { expect, test } from 'vitest';
import { lowestIdAt, newId } from '../base/ids';
import { type Period, periodBounds } from '../base/period';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessage, makeMessages } from '../testing/factories';
import { listMessages, type MessageFilter } from './list-messages';
import { countLastDay, findFirstSteps, findWorkerHealth, listKeyChoices } from './queries';
import { MESSAGE_STATUSES } from './rules';
import { STATUS_GROUP_NAMES, STATUS_GROUPS } from './status-groups';

useDatabase();

const ids = ({ rows }: { rows: { id: string }[] }) => rows.map(({ id }) => id);

test('pages contain every message once, in both directions', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const newestFirst = (await makeMessages(actor, key, Array(120).fill({}))).toReversed();
  const first = await listMessages(actor, {});
  const second = await listMessages(actor, { before: first.next });
  const third = await listMessages(actor, { before: second.next });
  expect([...ids(first), ...ids(second), ...ids(third)]).toEqual(newestFirst);
  expect([first.previous, third.next]).toEqual([null, null]);
  const back = await listMessages(actor, { after: third.previous });
  expect(ids(back)).toEqual(ids(second));
  expect(await listMessages(actor, { after: second.previous })).toEqual(first);
});

const searchFor = (recipient?: string) => (recipient ? { recipient, reference: recipient } : undefined);

test('each filter, alone and combined, returns exactly its messages', async () => {
  const actor = await makeAccount();
  const keys = await Promise.all([makeKey(actor), makeKey(actor)]);
  const made: { id: string; status: string; apiKeyId: string; recipient: string }[] = [];
  for (const key of keys) {
    for (const status of MESSAGE_STATUSES) {
      for (const recipient of ['+37255510001', '+37255510002']) {
        made.push({ id: await makeMessage(actor, key, { status, recipient }), status, apiKeyId: key.id, recipient });
      }
    }
  }
  for (const group of [undefined, ...STATUS_GROUP_NAMES]) {
    for (const apiKeyId of [undefined, keys[1]?.id]) {
      for (const recipient of [undefined, '+37255510002', '+37255510009']) {
        const wanted = made.filter(
          (row) =>
            (!group || (STATUS_GROUPS[group] as readonly string[]).includes(row.status)) &&
            (!apiKeyId || row.apiKeyId === apiKeyId) &&
            (!recipient || row.recipient === recipient),
        );
        const found = await listMessages(actor, { group, apiKeyId, search: searchFor(recipient) });
        expect(ids(found)).toEqual(wanted.map((row) => row.id).toReversed());
      }
    }
  }
});

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR_MS = 3_600_000;
const AGES_MS = [HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS, 30 * 24 * HOUR_MS];
const FIRST_DAY = Date.parse('2026-11-01T00:00:00Z');
const DAY_AFTER_LAST = Date.parse('2026-11-20T00:00:00Z');

/** Returns an id as acceptance creates it at `at`. */
const idAt = (at: number) => lowestIdAt(new Date(at)).slice(0, 18) + newId().slice(18);

/** Returns every message of a filter, newest first: all pages to the oldest, then back again. */
async function everyPage(actor: Parameters<typeof listMessages>[0], filter: MessageFilter): Promise<string[]> {
  const pages = [await listMessages(actor, filter)];
  for (let page = pages[0]; page?.next; pages.push(page)) {
    page = await listMessages(actor, { ...filter, before: page.next });
  }
  for (let i = pages.length - 1; i > 0; i--) {
    const back = await listMessages(actor, { ...filter, after: pages[i]?.previous });
    expect(back).toEqual(pages[i - 1]);
  }
  return pages.flatMap(ids);
}

test.each<[Period, (at: number) => boolean]>([
  [{}, () => true],
  [{ since: '1h' }, (at) => at >= NOW - HOUR_MS],
  [{ since: '24h' }, (at) => at >= NOW - 24 * HOUR_MS],
  [{ since: '7d' }, (at) => at >= NOW - 7 * 24 * HOUR_MS],
  [{ since: '30d' }, (at) => at >= NOW - 30 * 24 * HOUR_MS],
  [{ from: '2026-11-01' }, (at) => at >= FIRST_DAY],
  [{ to: '2026-11-19' }, (at) => at < DAY_AFTER_LAST],
  [{ from: '2026-11-01', to: '2026-11-19' }, (at) => at >= FIRST_DAY && at < DAY_AFTER_LAST],
  [{ from: '0000-01-01', to: '9999-12-31' }, () => true],
  [{ from: '2027-01-01' }, () => false],
])('%j returns exactly its messages, alone and combined, over all pages', async (period, includes) => {
  const actor = await makeAccount();
  const keys = await Promise.all([makeKey(actor), makeKey(actor)]);
  const edges = [...AGES_MS.map((age) => NOW - age), FIRST_DAY, DAY_AFTER_LAST].flatMap((at) => [at - 1, at]);
  const made = edges.flatMap((at) =>
    keys.flatMap(({ id: apiKeyId }) =>
      (['delivered', 'queued', 'submitted'] as const).flatMap((status) =>
        ['+37255510001', '+37255510002'].map((recipient) => ({ id: idAt(at), at, apiKeyId, status, recipient })),
      ),
    ),
  );
  await makeMessages(
    actor,
    { id: '' },
    made.map(({ at, ...row }) => row),
  );
  const bounds = periodBounds(period, new Date(NOW));
  for (const group of [undefined, 'delivered', 'waiting'] as const) {
    for (const apiKeyId of [undefined, keys[1]?.id]) {
      for (const recipient of [undefined, '+37255510002']) {
        const wanted = made.filter(
          (row) =>
            includes(row.at) &&
            (!group || (STATUS_GROUPS[group] as readonly string[]).includes(row.status)) &&
            (!apiKeyId || row.apiKeyId === apiKeyId) &&
            (!recipient || row.recipient === recipient),
        );
        const found = await everyPage(actor, { group, apiKeyId, search: searchFor(recipient), ...bounds });
        expect(found).toEqual(
          wanted
            .map((row) => row.id)
            .toSorted()
            .toReversed(),
        );
      }
    }
  }
});

test('finds a message once by number, reference or id, and returns its reference', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const number = '+37255510001';
  const [both, byNumber, byReference, named] = await makeMessages(actor, key, [
    { recipient: number, reference: number },
    { recipient: number },
    { reference: number },
    { reference: 'order-1' },
  ]);
  await makeMessage(actor, key, { reference: byNumber });
  const found = await listMessages(actor, { search: { recipient: number, reference: number } });
  expect(ids(found)).toEqual([byReference, byNumber, both]);
  const [first] = (await listMessages(actor, { search: { reference: 'order-1' } })).rows;
  expect(first).toMatchObject({ id: named, reference: 'order-1' });
  expect(ids(await listMessages(actor, { search: { reference: 'order' } }))).toEqual([]);
  const byId = await listMessages(actor, { search: { reference: byNumber ?? '', id: byNumber } });
  expect(byId.rows).toHaveLength(2);
  expect(ids(await listMessages(actor, { search: { reference: named ?? '', id: named } }))).toEqual([named]);
});

test('returns nothing to another account', async () => {
  const [mine, theirs] = await Promise.all([makeAccount(), makeAccount()]);
  const key = await makeKey(theirs);
  await makeMessages(theirs, key, [{}, {}]);
  expect(ids(await listMessages(mine, {}))).toEqual([]);
  expect(ids(await listMessages(mine, { apiKeyId: key.id }))).toEqual([]);
  expect(ids(await listMessages(mine, { from: new Date(0), until: new Date(Date.now() + HOUR_MS) }))).toEqual([]);
  const [own] = ids(await listMessages(theirs, {}));
  expect(ids(await listMessages(mine, { search: { reference: own ?? '', id: own } }))).toEqual([]);
  expect(await listKeyChoices(mine, key.id)).toEqual([]);
  expect(await countLastDay(mine)).toEqual({ delivered: 0, waiting: 0, scheduled: 0, failed: 0, unknown: 0 });
  expect(await findFirstSteps(mine)).toEqual({ hasKey: false, hasSent: false, hasReport: false });
});

test('returns nothing for an address with invalid parameters', async () => {
  const actor = await makeAccount();
  await makeMessage(actor, await makeKey(actor));
  for (const nonsense of ['x', "' OR 1=1", '00000000']) {
    for (const filter of [{ apiKeyId: nonsense }, { before: nonsense }, { after: nonsense }]) {
      expect(ids(await listMessages(actor, filter))).toEqual([]);
    }
  }
});

test('counts the messages accepted in the last day by group', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const longAgo = '01900000-0000-7000-8000-000000000001';
  await makeMessages(actor, key, [
    { status: 'delivered' },
    { status: 'delivered' },
    { status: 'rejected' },
    { status: 'expired' },
    { status: 'cancelled' },
    { status: 'queued' },
    { status: 'scheduled' },
    { status: 'unknown' },
    { id: longAgo, status: 'delivered' },
  ]);
  expect(await countLastDay(actor)).toEqual({ delivered: 2, waiting: 1, scheduled: 1, failed: 3, unknown: 1 });
});

test('derives the completed first steps', async () => {
  const actor = await makeAccount();
  expect(await findFirstSteps(actor)).toEqual({ hasKey: false, hasSent: false, hasReport: false });
  const key = await makeKey(actor);
  expect(await findFirstSteps(actor)).toEqual({ hasKey: true, hasSent: false, hasReport: false });
  const messageId = await makeMessage(actor, key);
  expect(await findFirstSteps(actor)).toEqual({ hasKey: true, hasSent: true, hasReport: false });
  const report = { accountId: actor.accountId, apiKeyId: key.id, messageId, sequence: 1, url: 'https://example.com' };
  const event = 'message.delivered';
  await db().deliveryReport.create({ data: { id: newId(), ...report, event, body: '{}', state: 'delivered' } });
  expect(await findFirstSteps(actor)).toEqual({ hasKey: true, hasSent: true, hasReport: true });
});

test('counts a worker as running for fifteen seconds after its heartbeat, unless it is marked dead', async () => {
  const actor = await makeAccount();
  const status = async () => (await findWorkerHealth(actor)).status;
  expect(await status()).toBe('stopped');
  const id = newId();
  const startedAt = new Date();
  await db().workerHeartbeat.create({ data: { id, host: 'h', startedAt, seenAt: new Date(Date.now() - 20_000) } });
  expect(await status()).toBe('stopped');
  await db().workerHeartbeat.update({ where: { id }, data: { seenAt: new Date() } });
  expect(await status()).toBe('working');
  await db().workerHeartbeat.update({ where: { id }, data: { endedAt: new Date() } });
  expect(await status()).toBe('stopped');
});
