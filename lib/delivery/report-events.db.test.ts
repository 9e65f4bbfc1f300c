import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import type { CarrierReceipt } from '../carriers/carrier';
import { db } from '../database/db';
import type { MessageStatus } from '../messages/rules';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { accepted, claim, emptyQueue, handOver, readMessage } from '../testing/message-queue';
import type { WebhookEvent } from '../webhooks/events';
import { invalidateSubscriptions } from '../webhooks/subscriptions';
import { cancelMessage } from './cancel';
import { recordReceipts } from './receipts';
import { settle } from './settle';

useDatabase();

const CARRIER = 'test';
const URL = 'https://example.com/dlr';
let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeEach(async () => {
  await emptyQueue();
  actor = await makeAccount();
  key = await makeKey(actor);
});

/** Makes an endpoint of the account. The copy of this process would have it within a second. */
async function subscribe(
  events: WebhookEvent[],
  overrides: { keyIds?: string[]; enabled?: boolean } = {},
): Promise<string> {
  const id = newId();
  const own = { accountId: actor.accountId, name: id, url: `https://${id}.example/`, secret: 'sealed' };
  await db().webhookEndpoint.create({ data: { id, ...own, events, ...overrides } });
  invalidateSubscriptions();
  return id;
}

async function chooseEvents(of: 'key' | 'account', dlrEvents: WebhookEvent[]): Promise<void> {
  if (of === 'key') await db().apiKey.update({ where: { id: key.id }, data: { dlrEvents } });
  else await db().account.update({ where: { id: actor.accountId }, data: { dlrEvents } });
  invalidateSubscriptions();
}

async function reported(): Promise<[event: string, sequence: number, to: string][]> {
  const rows = await db().deliveryReport.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ event, sequence, endpointId }) => [event.replace('message.', ''), sequence, endpointId ?? 'url']);
}

/** A submitted message, or the batch that submits it. */
async function handedOver(dlrUrl: string | null = URL) {
  const [id = ''] = await makeMessages(actor, key, [{ dlrUrl }]);
  const worker = newId();
  const claimed = await claim(worker, 1);
  return { id, worker, batch: claimed.map((each) => accepted(each, id)) };
}

async function submitted(dlrUrl: string | null = URL): Promise<string> {
  const { id, worker, batch } = await handedOver(dlrUrl);
  await settle(worker, CARRIER, batch);
  return id;
}

const receipt = (carrierMessageId: string, status: MessageStatus): CarrierReceipt => ({
  carrierMessageId,
  status,
  errorCode: status === 'undelivered' ? 'absent_subscriber' : null,
});

describe('an event', () => {
  it('has one report for the URL and each endpoint that chose it, all with one sequence and body', async () => {
    const [first, second] = [await subscribe(['message.delivered']), await subscribe(['message.delivered'])];
    await subscribe(['message.expired']);
    await subscribe(['message.delivered'], { enabled: false });
    await subscribe(['message.delivered'], { keyIds: [newId()] });
    const id = await submitted();
    for (let i = 0; i < 2; i++) await recordReceipts(CARRIER, [receipt(id, 'delivered')]);
    expect(await reported()).toEqual([
      ['delivered', 1, 'url'],
      ['delivered', 1, first],
      ['delivered', 1, second],
    ]);
    const rows = await db().deliveryReport.findMany();
    expect(new Set(rows.map(({ body }) => body)).size).toBe(1);
    expect(rows.map(({ messageId, apiKeyId }) => [messageId, apiKeyId])).toEqual(Array(3).fill([id, key.id]));
    const queued = await db().reportQueue.findMany();
    expect(queued.flatMap(({ reportIds }) => reportIds).sort()).toEqual(rows.map((row) => row.id).sort());
  });

  it('goes to endpoints without a URL, and to the URL alone as far as key or account chose it', async () => {
    const endpoint = await subscribe(['message.undelivered']);
    await recordReceipts(CARRIER, [receipt(await submitted(null), 'undelivered')]);
    expect(await reported()).toEqual([['undelivered', 1, endpoint]]);
    const [row] = await db().deliveryReport.findMany();
    expect(JSON.parse(row?.body ?? '')).toMatchObject({
      type: 'message.undelivered',
      data: { status: 'undelivered', error: { code: 'absent_subscriber', title: expect.stringMatching(/^The phone/) } },
    });
    await chooseEvents('account', ['message.expired']);
    await recordReceipts(CARRIER, [receipt(await submitted(), 'delivered')]);
    await chooseEvents('key', ['message.delivered']);
    await recordReceipts(CARRIER, [receipt(await submitted(), 'delivered')]);
    expect((await reported()).slice(1)).toEqual([['delivered', 1, 'url']]);
  });

  it('is not queued for a target that is disabled, and is once it is enabled again', async () => {
    const endpoint = await subscribe(['message.delivered']);
    const disabled = { accountId: actor.accountId, lastFailure: 'HTTP 410', disabledAt: new Date() };
    await db().webhookState.createMany({ data: [endpoint, URL].map((target) => ({ target, ...disabled })) });
    invalidateSubscriptions();
    await recordReceipts(CARRIER, [receipt(await submitted(), 'delivered')]);
    expect(await reported()).toEqual([]);
    await db().webhookState.deleteMany();
    invalidateSubscriptions();
    await recordReceipts(CARRIER, [receipt(await submitted(), 'delivered')]);
    expect(await reported()).toHaveLength(2);
  });
});

describe('message.submitted', () => {
  it('is reported once, before the final status, only to those that chose it', async () => {
    const endpoint = await subscribe(['message.submitted', 'message.delivered']);
    const id = await submitted();
    await recordReceipts(CARRIER, [receipt(id, 'delivered')]);
    expect(await reported()).toEqual([
      ['submitted', 1, endpoint],
      ['delivered', 2, 'url'],
      ['delivered', 2, endpoint],
    ]);
  });

  it('precedes the receipt that arrived before the answer of the carrier was stored', async () => {
    await chooseEvents('key', ['message.submitted', 'message.delivered']);
    const { worker, batch, id } = await handedOver();
    await settle(
      worker,
      CARRIER,
      batch.map((each) => ({ ...each, receipt: receipt(id, 'delivered') })),
    );
    const parked = await handedOver();
    await recordReceipts(CARRIER, [receipt(parked.id, 'delivered')]);
    await settle(parked.worker, CARRIER, parked.batch);
    expect(await reported()).toEqual([
      ['submitted', 1, 'url'],
      ['delivered', 2, 'url'],
      ['submitted', 1, 'url'],
      ['delivered', 2, 'url'],
    ]);
  });
});

describe('message.buffered', () => {
  it('is reported once for intermediate receipts, also in one batch with the final one, and never afterwards', async () => {
    await chooseEvents('account', ['message.buffered', 'message.delivered']);
    const id = await submitted();
    const other = await submitted();
    await recordReceipts(CARRIER, [receipt(id, 'submitted')]);
    await Promise.all(Array.from({ length: 4 }, () => recordReceipts(CARRIER, [receipt(id, 'submitted')])));
    expect(await readMessage(id)).toMatchObject({ status: 'submitted' });
    await recordReceipts(CARRIER, [receipt(other, 'submitted'), receipt(other, 'delivered')]);
    await recordReceipts(CARRIER, [receipt(id, 'delivered')]);
    await recordReceipts(CARRIER, [receipt(id, 'submitted')]);
    expect(await readMessage(id)).toMatchObject({ status: 'delivered' });
    expect(await reported()).toEqual([
      ['buffered', 1, 'url'],
      ['buffered', 1, 'url'],
      ['delivered', 2, 'url'],
      ['delivered', 2, 'url'],
    ]);
  });

  it('is reported for an intermediate receipt that arrived before the submission was stored', async () => {
    await chooseEvents('account', ['message.buffered']);
    const { id, worker, batch } = await handedOver();
    await recordReceipts(CARRIER, [receipt(id, 'submitted')]);
    await settle(worker, CARRIER, batch);
    expect(await reported()).toEqual([['buffered', 1, 'url']]);
  });

  it('changes nothing of a message whose account did not choose it', async () => {
    const id = await submitted();
    await recordReceipts(CARRIER, [receipt(id, 'submitted')]);
    expect(await reported()).toEqual([]);
    expect(await readMessage(id)).toMatchObject({ reportSequence: 0, bufferedAt: null });
  });
});

it('messages that end before they are submitted are reported: cancelled, expired, rejected', async () => {
  const endpoint = await subscribe(['message.cancelled', 'message.expired', 'message.rejected']);
  const sendAt = new Date(Date.now() + 60_000);
  const [id = ''] = await makeMessages(actor, key, [{ status: 'scheduled', sendAt, runAt: sendAt, dlrUrl: null }]);
  await cancelMessage(actor, id);
  await makeMessages(actor, key, [{ dlrUrl: null }, { dlrUrl: null }]);
  const worker = newId();
  const [first, second] = await claim(worker, 2);
  if (!first || !second) throw new Error('nothing claimed');
  const rejected = handOver(second, { kind: 'rejected', errorCode: 'rejected_by_carrier' });
  await settle(worker, CARRIER, [handOver(first, { kind: 'expired' }), rejected]);
  expect((await reported()).sort()).toEqual([
    ['cancelled', 1, endpoint],
    ['expired', 1, endpoint],
    ['rejected', 1, endpoint],
  ]);
});
