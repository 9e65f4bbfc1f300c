import { beforeEach, expect, test } from 'vitest';
import type { KeyActor, UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { MESSAGE_STATUSES } from '../messages/rules';
import { countsOf } from '../testing/counts';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessage, makeScheduled } from '../testing/factories';
import { claim, emptyQueue, readMessage as read } from '../testing/message-queue';
import { auditOf } from '../testing/users';
import { cancelMessage } from './cancel';

useDatabase();

const HOUR_MS = 3_600_000;
let actor: UserActor;
let key: { id: string };

beforeEach(async () => {
  await emptyQueue();
  actor = await makeAccount();
  key = await makeKey(actor);
});

const cancellations = async () => (await auditOf(actor)).filter(({ action }) => action === 'message.cancelled');

test("ends a scheduled message as cancelled: counted, recorded, with one report that contains the caller's reference", async () => {
  const own = { reference: 'order-1', metadata: { shop: 'Tallinn' } };
  const id = await makeScheduled(actor, key, HOUR_MS, { ...own, dlrUrl: 'https://example.com/dlr' });
  const first = await cancelMessage(actor, id);
  expect(first).toMatchObject({ id, status: 'cancelled', finalAt: expect.any(Date), errorCode: null, ...own });
  expect(await cancelMessage(actor, id)).toEqual(first);
  const reports = await db().deliveryReport.findMany({ where: { messageId: id } });
  expect(reports.map(({ body }) => JSON.parse(body))).toMatchObject([
    { type: 'message.cancelled', data: { id, status: 'cancelled', sequence: 1, ...own } },
  ]);
  expect(await countsOf(key.id)).toMatchObject({ failed: 1, delivered: 0 });
  expect(await cancellations()).toEqual([{ action: 'message.cancelled', actorName: actor.username, detail: {} }]);
});

test.each(MESSAGE_STATUSES.filter((status) => status !== 'scheduled' && status !== 'cancelled'))(
  'refuses to cancel a message that is %s and names the status',
  async (status) => {
    const id = await makeMessage(actor, key, { status });
    const before = await read(id);
    await expect(cancelMessage(actor, id)).rejects.toMatchObject({
      code: 'not_cancellable',
      message: expect.stringContaining(`is ${status}`),
    });
    expect(await read(id)).toEqual(before);
    expect(await cancellations()).toEqual([]);
  },
);

test("responds identically to an unknown id, a malformed one and another account's", async () => {
  const foreign = await makeScheduled(await makeAccount(), key, HOUR_MS);
  const stranger = await makeAccount();
  const own = await makeScheduled(actor, key, HOUR_MS);
  const refusals = await Promise.all(
    [newId(), 'x', foreign, own].map((id) => cancelMessage(stranger, id).catch((error: Error) => error.message)),
  );
  expect(new Set(refusals)).toEqual(new Set(['There is no such message.']));
  expect((await read(own)).status).toBe('scheduled');
});

test('allows a test key to cancel only messages of test keys', async () => {
  const { id: apiKeyId } = key;
  const { accountId } = actor;
  const tester: KeyActor = {
    ...{ kind: 'key', apiKeyId, keyName: 'Test', accountId, scopes: ['sms:send'], environment: 'test' },
    ...{ expiresAtMs: null, ip: null },
  };
  const live = await makeScheduled(actor, key, HOUR_MS);
  const test = await makeScheduled(actor, key, HOUR_MS, { environment: 'test' });
  await expect(cancelMessage(tester, live)).rejects.toMatchObject({ code: 'forbidden' });
  expect((await read(live)).status).toBe('scheduled');
  expect(await cancelMessage(tester, test)).toMatchObject({ status: 'cancelled' });
});

test('lets either cancelling or queueing win, so that no message is both cancelled and sent', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 20; i++) ids.push(await makeScheduled(actor, key, -1_000, { dlrUrl: 'https://example.com/dlr' }));
  const cancels = ids.map((id) =>
    cancelMessage(actor, id).then(
      () => ({ id, cancelled: true }),
      (error: { code: string }) => ({ id, cancelled: false, code: error.code }),
    ),
  );
  const [outcomes, ...claims] = await Promise.all([
    Promise.all(cancels),
    claim(newId()),
    claim(newId()),
    claim(newId()),
  ]);
  const claimed = new Set([...claims.flat(), ...(await claim())].map(({ messageId }) => messageId));
  for (const { id, cancelled, ...rest } of outcomes) {
    expect(claimed.has(id)).toBe(!cancelled);
    expect((await read(id)).status).toBe(cancelled ? 'cancelled' : 'queued');
    if (!cancelled) expect(rest).toEqual({ code: 'not_cancellable' });
  }
  const cancelledCount = outcomes.filter(({ cancelled }) => cancelled).length;
  expect(await db().deliveryReport.count()).toBe(cancelledCount);
  expect(await cancellations()).toHaveLength(cancelledCount);
});

test('a cancellation waits for a claim that is not committed, and then is refused', async () => {
  const [first, second] = [await makeScheduled(actor, key, -1_000), await makeScheduled(actor, key, -1_000)];
  const holder = await pool().connect();
  await holder.query('BEGIN');
  await holder.query("UPDATE message_progress SET status = 'queued' WHERE message_id = $1", [first]);
  const late = cancelMessage(actor, first).catch((error: { code: string }) => error.code);
  expect((await cancelMessage(actor, second)).status).toBe('cancelled');
  await holder.query('COMMIT');
  holder.release();
  expect(await late).toBe('not_cancellable');
});
