import { expect, test } from 'vitest';
import { db } from '../db';
import { newId } from '../ids';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessage, makeMessages } from '../testing/factories';
import { countLastDay, findFirstSteps, isWorkerRunning, listKeyChoices, listMessages } from './queries';
import { MESSAGE_STATUSES } from './rules';
import { STATUS_GROUP_NAMES, STATUS_GROUPS } from './status-groups';

useDatabase();

const ids = (page: { messages: { id: string }[] }) => page.messages.map(({ id }) => id);

test('pages lead through every message once, forth and back', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const newestFirst = (await makeMessages(actor, key, Array(120).fill({}))).toReversed();
  const first = await listMessages(actor, {});
  const second = await listMessages(actor, { before: ids(first).at(-1) });
  const third = await listMessages(actor, { before: ids(second).at(-1) });
  expect([...ids(first), ...ids(second), ...ids(third)]).toEqual(newestFirst);
  expect([first.hasNewer, first.hasOlder, third.hasNewer, third.hasOlder]).toEqual([false, true, true, false]);
  const back = await listMessages(actor, { after: ids(third)[0] });
  expect(ids(back)).toEqual(ids(second));
  expect(await listMessages(actor, { after: ids(second)[0] })).toMatchObject({ hasNewer: false, hasOlder: true });
});

test('each filter, alone and with the others, finds exactly its messages', async () => {
  const actor = await makeAccount();
  const keys = await Promise.all([makeKey(actor), makeKey(actor)]);
  const made: { id: string; status: string; keyId: string; recipient: string }[] = [];
  for (const key of keys) {
    for (const status of MESSAGE_STATUSES) {
      for (const recipient of ['+37255510001', '+37255510002']) {
        made.push({ id: await makeMessage(actor, key, { status, recipient }), status, keyId: key.id, recipient });
      }
    }
  }
  for (const group of [undefined, ...STATUS_GROUP_NAMES]) {
    for (const keyId of [undefined, keys[1]?.id]) {
      for (const recipient of [undefined, '+37255510002', '+37255510009']) {
        const wanted = made.filter(
          (row) =>
            (!group || (STATUS_GROUPS[group] as readonly string[]).includes(row.status)) &&
            (!keyId || row.keyId === keyId) &&
            (!recipient || row.recipient === recipient),
        );
        const found = await listMessages(actor, { group, keyId, recipient });
        expect(ids(found)).toEqual(wanted.map((row) => row.id).toReversed());
      }
    }
  }
});

test('another account sees nothing of it', async () => {
  const [mine, theirs] = await Promise.all([makeAccount(), makeAccount()]);
  const key = await makeKey(theirs);
  await makeMessages(theirs, key, [{}, {}]);
  expect(ids(await listMessages(mine, {}))).toEqual([]);
  expect(ids(await listMessages(mine, { keyId: key.id }))).toEqual([]);
  expect(await listKeyChoices(mine, key.id)).toEqual([]);
  expect(await countLastDay(mine)).toEqual({ delivered: 0, waiting: 0, failed: 0, unknown: 0 });
  expect(await findFirstSteps(mine)).toEqual({ hasKey: false, hasSent: false, hasReport: false });
});

test('an address with nonsense in it finds nothing and harms nothing', async () => {
  const actor = await makeAccount();
  await makeMessage(actor, await makeKey(actor));
  for (const nonsense of ['x', "' OR 1=1", '00000000']) {
    for (const filter of [{ keyId: nonsense }, { before: nonsense }, { after: nonsense }]) {
      expect(ids(await listMessages(actor, filter))).toEqual([]);
    }
  }
});

test('the last day counts what was accepted in it, by group', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const longAgo = '01900000-0000-7000-8000-000000000001';
  await makeMessages(actor, key, [
    { status: 'delivered' },
    { status: 'delivered' },
    { status: 'rejected' },
    { status: 'expired' },
    { status: 'queued' },
    { status: 'unknown' },
    { id: longAgo, status: 'delivered' },
  ]);
  expect(await countLastDay(actor)).toEqual({ delivered: 2, waiting: 1, failed: 2, unknown: 1 });
});

test('the first steps tick themselves', async () => {
  const actor = await makeAccount();
  expect(await findFirstSteps(actor)).toEqual({ hasKey: false, hasSent: false, hasReport: false });
  const key = await makeKey(actor);
  expect(await findFirstSteps(actor)).toEqual({ hasKey: true, hasSent: false, hasReport: false });
  const messageId = await makeMessage(actor, key);
  expect(await findFirstSteps(actor)).toEqual({ hasKey: true, hasSent: true, hasReport: false });
  const report = { accountId: actor.accountId, apiKeyId: key.id, messageId, sequence: 1, url: 'https://example.com' };
  await db().deliveryReport.create({ data: { id: newId(), ...report, body: '{}', state: 'delivered' } });
  expect(await findFirstSteps(actor)).toEqual({ hasKey: true, hasSent: true, hasReport: true });
});

test('a worker counts as running for fifteen seconds after it was seen', async () => {
  const actor = await makeAccount();
  expect(await isWorkerRunning(actor)).toBe(false);
  const id = newId();
  const startedAt = new Date();
  await db().workerHeartbeat.create({ data: { id, host: 'h', startedAt, seenAt: new Date(Date.now() - 20_000) } });
  expect(await isWorkerRunning(actor)).toBe(false);
  await db().workerHeartbeat.update({ where: { id }, data: { seenAt: new Date() } });
  expect(await isWorkerRunning(actor)).toBe(true);
});
