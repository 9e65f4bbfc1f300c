import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '../base/ids';
import type { CarrierReceipt } from '../carriers/carrier';
import { db } from '../database/db';
import { isFinal, type MessageStatus } from '../messages/rules';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { accepted, claim, countWith, readMessage } from '../testing/message-queue';
import { isolate } from '../worker/persist';
import { recordReceipts } from './receipts';
import { type HandOver, settle } from './settle';
import { storeUnreadableReceipt } from './unreadable-receipt';

useDatabase();

const CARRIER = 'test';
let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

/** Messages claimed by a worker, with the outcomes that it will write. */
async function handedOver(
  count: number,
): Promise<{ worker: string; ids: string[]; batch: HandOver[]; carrierIds: string[] }> {
  const ids = await makeMessages(actor, key, Array(count).fill({ dlrUrl: 'https://example.com/dlr' }));
  const worker = newId();
  const claimed = await claim(worker, count);
  const carrierIds = ids.map(() => newId());
  const batch = claimed.map((each) => accepted(each, carrierIds[ids.indexOf(each.messageId)] ?? ''));
  return { worker, ids, batch, carrierIds };
}

const receipt = (carrierMessageId: string, status: MessageStatus = 'delivered'): CarrierReceipt => ({
  carrierMessageId,
  status,
  errorCode: null,
});

it('parks a receipt that arrives before the submit response, and applies it afterwards', async () => {
  const { worker, ids, batch, carrierIds } = await handedOver(1);
  const [id = ''] = ids;
  expect(
    await recordReceipts(
      CARRIER,
      carrierIds.map((each) => receipt(each)),
    ),
  ).toMatchObject({ reports: 0 });
  const parked = await db().receipt.findFirstOrThrow({ where: { carrierMessageId: carrierIds[0] ?? '' } });
  expect(parked).toMatchObject({ messageId: null, applied: false });
  expect(await settle(worker, CARRIER, batch)).toMatchObject({ reports: 1 });
  // It is kept as the message's final status.
  expect(await db().receipt.count({ where: { id: parked.id } })).toBe(0);
  const message = await readMessage(id);
  expect(message).toMatchObject({ status: 'delivered', byReceipt: true });
  expect(message.submittedAt).not.toBeNull();
});

it('matches a submit response and a receipt that are written concurrently', async () => {
  for (let round = 0; round < 15; round++) {
    const { worker, ids, batch, carrierIds } = await handedOver(40);
    const parts = [0, 1, 2, 3].map((part) => ({
      batch: batch.filter((_, index) => index % 4 === part),
      receipts: carrierIds.filter((_, index) => index % 4 === part).map((each) => receipt(each)),
    }));
    await Promise.all(
      parts.flatMap((part) => [settle(worker, CARRIER, part.batch), recordReceipts(CARRIER, part.receipts)]),
    );
    expect(await countWith('delivered', ids)).toBe(40);
    expect(await db().deliveryReport.count({ where: { messageId: { in: ids } } })).toBe(40);
  }
});

it('creates one report per receipt when several processes write it concurrently', async () => {
  const { worker, ids, batch, carrierIds } = await handedOver(50);
  await settle(worker, CARRIER, batch);
  const receipts = carrierIds.map((each) => receipt(each));
  const recorded = await Promise.all([
    recordReceipts(CARRIER, receipts),
    recordReceipts(CARRIER, receipts.toReversed()),
    recordReceipts(CARRIER, receipts),
  ]);
  expect(recorded.reduce((sum, { reports }) => sum + reports, 0)).toBe(50);
  expect(await db().deliveryReport.count({ where: { messageId: { in: ids } } })).toBe(50);
  expect(await db().messageProgress.count({ where: { messageId: { in: ids }, byReceipt: true } })).toBe(50);
  expect(await db().receipt.count({ where: { messageId: { in: ids } } })).toBe(100);
});

it('ignores a receipt of another carrier with the same id', async () => {
  const { worker, ids, batch, carrierIds } = await handedOver(1);
  await settle(worker, CARRIER, batch);
  await recordReceipts('other', [receipt(carrierIds[0] ?? '')]);
  expect(await countWith('submitted', ids)).toBe(1);
});

it('keeps the first final status, with one report, for receipts in any order before and after the answer', async () => {
  const statuses = fc.array(
    fc.constantFrom<MessageStatus>('submitted', 'delivered', 'undelivered', 'expired', 'rejected', 'unknown'),
    {
      maxLength: 6,
    },
  );
  await fc.assert(
    fc.asyncProperty(statuses, statuses, async (before, after) => {
      const { worker, ids, batch, carrierIds } = await handedOver(1);
      const [id = ''] = ids;
      const [carrierId = ''] = carrierIds;
      for (const status of before) await recordReceipts(CARRIER, [receipt(carrierId, status)]);
      await settle(worker, CARRIER, batch);
      await recordReceipts(
        CARRIER,
        after.map((status) => receipt(carrierId, status)),
      );
      const first = [...before, ...after].find(isFinal);
      const message = await readMessage(id);
      expect(message.status).toBe(first ?? 'submitted');
      expect(await db().deliveryReport.count({ where: { messageId: id } })).toBe(first ? 1 : 0);
      const stored = before.length + after.length - (first ? 1 : 0);
      expect(await db().receipt.count({ where: { messageId: id } })).toBe(stored);
    }),
    { numRuns: 25 },
  );
});

it('records a receipt that cannot be applied, without effect on others, and counts it', async () => {
  const { worker, ids, batch, carrierIds } = await handedOver(3);
  await settle(worker, CARRIER, batch);
  const [first = '', second = '', third = ''] = carrierIds;
  const odd = [
    receipt(first),
    { ...receipt(second), errorCode: 'a\0b' },
    { ...receipt('\0') },
    { ...receipt(third), status: 'lost' as MessageStatus },
  ];
  await isolate(
    odd,
    async (some) => void (await recordReceipts(CARRIER, some)),
    async (one) => storeUnreadableReceipt(CARRIER, one),
  );
  const status = async (id: string) => (await readMessage(id)).status;
  expect(await Promise.all(ids.map(status))).toEqual(['delivered', 'submitted', 'submitted']);
  expect(
    await db().receipt.count({ where: { errorCode: 'unreadable_receipt', messageId: null, applied: false } }),
  ).toBe(3);
  expect(await db().workerEvent.findMany()).toEqual([{ name: 'receipt_not_readable', count: 3n }]);
});
