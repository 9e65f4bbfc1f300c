import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { createCarrier } from './commands';
import { carrierMinutes, getCarrier, listCarriers, listUnmatchedReceipts } from './queries';
import type { CreateCarrierInput } from './schema';

useDatabase();

let operator: UserActor;
beforeAll(async () => {
  operator = { ...(await makeAccount()), operator: true };
});
beforeEach(async () => {
  await db().messageQueue.deleteMany();
  await db().carrier.deleteMany({ where: { kind: { not: 'simulator' } } });
});

const smpp = (name: string): CreateCarrierInput => ({
  kind: 'smpp',
  name,
  settings: { host: 'smpp.example.com', systemId: 'postern' },
  secrets: { password: 'secret' },
});

describe('the live state', () => {
  test('has binds, queue, rate and counts', async () => {
    const { id: carrierId } = await createCarrier(operator, smpp('acme'));
    const leasedUntil = new Date(Date.now() + 60_000);
    const bind = { carrierId, window: 10, windowUsed: 4, owner: newId(), leasedUntil };
    await db().carrierBind.createMany({
      data: [
        { ...bind, slot: 0, state: 'bound' },
        {
          ...bind,
          slot: 1,
          state: 'down',
          lastErrorAt: new Date(0),
          lastErrorCode: '0x0e',
          lastError: 'wrong password',
        },
        { ...bind, slot: 2, state: 'bound', leasedUntil: new Date(0) },
      ],
    });
    const ids = (count: number) => Array.from({ length: count }, () => newId());
    const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    await db().carrierMinute.create({ data: { carrier: 'acme', minute, submitted: 600, delivered: 3, failed: 1 } });
    await db().messageQueue.create({ data: { carrier: 'acme', size: 7, messageIds: ids(7), runAt: new Date(1_000) } });
    await db().messageQueue.create({
      data: { carrier: 'acme', size: 9, messageIds: ids(9), scheduled: true, runAt: new Date(Date.now() + 9e6) },
    });
    const acme = (await listCarriers(operator)).find(({ name }) => name === 'acme');
    expect(acme).toMatchObject({
      binds: 2,
      bound: 1,
      window: 20,
      windowUsed: 8,
      queued: 7,
      oldestQueuedAt: new Date(1_000),
      lastHour: { submitted: 600, delivered: 3, failed: 1, throttled: 0 },
      lastError: { at: new Date(0), code: '0x0e', message: 'wrong password' },
      outage: null,
    });
    expect(acme?.rateNow).toBeGreaterThan(4.9);
    const { bindList } = await getCarrier(operator, 'acme');
    expect(bindList.map(({ slot, state }) => [slot, state])).toEqual([
      [0, 'bound'],
      [1, 'down'],
      [2, 'closed'],
    ]);
    const points = await carrierMinutes(operator, 'acme', 6);
    expect([points.length, points.at(-1)?.submitted, points[0]?.submitted]).toEqual([72, 600, 0]);
  });

  test('lists the simulator last, without an error', async () => {
    await createCarrier(operator, smpp('zz'));
    expect((await listCarriers(operator)).map(({ name, lastError }) => [name, lastError])).toEqual([
      ['zz', null],
      ['simulator', null],
    ]);
  });

  test('unmatched receipts are paged', async () => {
    await db().receipt.createMany({
      data: Array.from({ length: 60 }, (_, i) => ({
        id: newId(),
        carrier: 'gone',
        carrierMessageId: `m${i}`,
        status: 'delivered' as const,
        raw: `id:m${i} stat:DELIVRD`,
      })),
    });
    const first = await listUnmatchedReceipts(operator, 'gone');
    expect([first.rows.length, first.rows[0]?.carrierMessageId]).toEqual([50, 'm59']);
    const second = await listUnmatchedReceipts(operator, 'gone', { before: first.next });
    expect([second.rows.length, second.rows.at(-1)?.raw]).toEqual([10, 'id:m0 stat:DELIVRD']);
    expect(await listUnmatchedReceipts(operator, 'gone', { before: 'nonsense' })).toMatchObject({ rows: [] });
  });
});
