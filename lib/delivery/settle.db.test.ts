import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { type makeAccount, makeAccountWithKey, makeMessage, makeMessages } from '../testing/factories';
import {
  accepted,
  attemptsOf,
  claim,
  emptyQueue,
  endLeases,
  handOver,
  inOneRow,
  readMessage,
  readQueueRow,
} from '../testing/message-queue';
import { settle } from './settle';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeEach(async () => {
  await emptyQueue();
  ({ actor, key } = await makeAccountWithKey());
});

describe('settling', () => {
  it('by a worker whose lease has ended changes nothing', async () => {
    const id = await makeMessage(actor, key, { dlrUrl: 'http://127.0.0.1:1/' });
    const [sleeper, other] = [newId(), newId()];
    const [slept] = await claim(sleeper);
    await endLeases();
    const [owned] = await claim(other);
    if (!slept || !owned) throw new Error('nothing was claimed');
    await settle(sleeper, 'simulator', [accepted(slept)]);
    expect(await readMessage(id)).toMatchObject({ status: 'queued', carrierMessageId: null });
    expect(await readQueueRow(id)).toMatchObject({ leaseOwner: other });
    await settle(other, 'simulator', [accepted(owned, 'first')]);
    await settle(other, 'simulator', [accepted(owned, 'second')]);
    expect(await readMessage(id)).toMatchObject({
      status: 'submitted',
      carrierMessageId: 'first',
      carrier: 'simulator',
    });
    expect(await readQueueRow(id)).toBeNull();
  });

  it('some messages of a row leaves the others claimed, and repeating it changes nothing', async () => {
    const ids = await makeMessages(actor, key, Array(3).fill({}));
    await inOneRow(ids);
    const worker = newId();
    const [first, second, third] = await claim(worker);
    if (!first || !second || !third) throw new Error('nothing was claimed');
    const throttled = handOver(first, { kind: 'throttled', retryAfterMs: 1 });
    await settle(worker, 'c', [throttled]);
    await settle(worker, 'c', [throttled]);
    expect(await db().messageQueue.count({ where: { messageIds: { has: first.messageId } } })).toBe(1);
    expect(await readQueueRow(second.messageId)).toMatchObject({
      leaseOwner: worker,
      messageIds: [second.messageId, third.messageId],
    });
    await settle(worker, 'c', [accepted(second), accepted(third)]);
    expect(await readQueueRow(second.messageId)).toBeNull();
  });

  it('a throttled message waits as long as asked and is no possible duplicate', async () => {
    const id = await makeMessage(actor, key, { priority: 2 });
    const worker = newId();
    const [claimed] = await claim(worker);
    if (!claimed) throw new Error('nothing was claimed');
    const before = Date.now();
    await settle(worker, 'simulator', [handOver(claimed, { kind: 'throttled', retryAfterMs: 60_000 })]);
    expect(await readMessage(id)).toMatchObject({ status: 'queued', attempts: 1, possibleDuplicate: false });
    const row = await readQueueRow(id);
    expect(row).toMatchObject({ leaseOwner: null, priority: 2 });
    expect(Number(row?.runAt) - before).toBeGreaterThan(55_000);
    await endLeases();
    expect(await claim(worker)).toMatchObject([{ messageId: id, attempt: 2, possibleDuplicate: false }]);
    expect(await attemptsOf(id)).toEqual([{ attempt: 1, outcome: 'throttled' }]);
  });

  it('resends a message whose response was lost, flagged as a possible duplicate', async () => {
    const id = await makeMessage(actor, key);
    const worker = newId();
    const [claimed] = await claim(worker);
    if (!claimed) throw new Error('nothing was claimed');
    await settle(worker, 'simulator', [handOver(claimed, { kind: 'unknown', reason: 'link cut' })]);
    expect(await readMessage(id)).toMatchObject({ status: 'queued', possibleDuplicate: true });
    expect(await readQueueRow(id)).toMatchObject({ leaseOwner: null, possibleDuplicate: true, attempts: 1 });
    expect(await attemptsOf(id)).toEqual([{ attempt: 1, outcome: 'unknown' }]);
    await endLeases();
    const [again] = await claim(worker);
    if (!again) throw new Error('nothing was claimed');
    await settle(worker, 'simulator', [accepted(again)]);
    expect(await readMessage(id)).toMatchObject({ status: 'submitted', attempts: 2, possibleDuplicate: true });
  });

  it('expires a message instead of waiting beyond its validity: with a report, and never submitted', async () => {
    const validUntil = new Date(Date.now() + 300);
    const id = await makeMessage(actor, key, { validUntil, dlrUrl: 'https://example.com/dlr' });
    const worker = newId();
    const [first] = await claim(worker);
    if (!first) throw new Error('nothing was claimed');
    await settle(worker, 'simulator', [handOver(first, { kind: 'throttled', retryAfterMs: 3_600_000 })]);
    expect((await readQueueRow(id))?.runAt).toEqual(validUntil);
    await pool().query("UPDATE message SET valid_until = now() - interval '1 second'");
    await endLeases();
    const [second] = await claim(worker);
    expect(second).toMatchObject({ messageId: id, attempt: 2, expired: true });
    if (!second) throw new Error('nothing was claimed');
    expect(await settle(worker, 'simulator', [handOver(second, { kind: 'expired' })])).toMatchObject({ reports: 1 });
    expect(await readMessage(id)).toMatchObject({
      status: 'expired',
      errorCode: 'validity_expired',
      carrierMessageId: null,
      byReceipt: false,
    });
    const report = await db().deliveryReport.findFirstOrThrow({ where: { messageId: id } });
    expect(await db().reportQueue.findMany()).toMatchObject([
      { host: expect.stringMatching(/^example\.com#/), reportIds: [report.id] },
    ]);
    expect(JSON.parse(report.body)).toMatchObject({
      type: 'message.expired',
      data: { id, error: { code: 'validity_expired' } },
    });
  });

  it('creates no report for a message without a webhook', async () => {
    const id = await makeMessage(actor, key);
    const worker = newId();
    const [claimed] = await claim(worker);
    if (!claimed) throw new Error('nothing was claimed');
    await settle(worker, 'c', [handOver(claimed, { kind: 'rejected', errorCode: 'invalid_recipient' })]);
    expect(await readMessage(id)).toMatchObject({
      status: 'rejected',
      errorCode: 'invalid_recipient',
      reportSequence: 0,
    });
    expect(await db().deliveryReport.count()).toBe(0);
  });
});
