import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UserActor } from '../access/actor';
import { setCarrierState } from '../carriers/commands';
import { db, pool } from '../database/db';
import type { SmscScriptInput } from '../smsc/script';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { emptyQueue, readMessage } from '../testing/message-queue';
import {
  OPERATOR,
  queueMessages,
  startCarrier,
  startWorkers,
  statusesOf,
  statusesReached,
} from '../testing/smpp-carrier';

useDatabase();

let actor: UserActor;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

beforeEach(async () => {
  await emptyQueue();
  await pool().query("DELETE FROM carrier WHERE kind <> 'simulator'; DELETE FROM carrier_outage; DELETE FROM receipt");
});

const queue = (carrier: string, count: number, overrides: Record<string, unknown> = {}) =>
  queueMessages(actor, key, { carrier, count, ...overrides });

describe('an SMPP carrier', () => {
  it('takes messages and their receipts, with the receipt as it came', async () => {
    const smsc = await startCarrier('estonia');
    await startWorkers();
    const ids = await queue('estonia', 200);
    await statusesReached(ids, { delivered: 200 });
    expect(smsc.stats).toMatchObject({ submits: 200 });
    const [progress] = await db().messageProgress.findMany({ where: { messageId: ids[0] ?? '' } });
    expect(progress).toMatchObject({
      carrier: 'estonia',
      byReceipt: true,
      receipt: expect.stringContaining('stat:DELIVRD'),
    });
    expect(await db().messageQueue.count()).toBe(0);
  });

  it.each([
    ['in hex, upper case and padded', { messageIds: 'decimal', receipts: { ids: ['hex', 'upper', 'padded'] } }],
    ['in decimal', { messageIds: 'hex', receipts: { ids: 'decimal' } }],
    ['before the response, twice and out of order', { receipts: { early: 0.5, duplicate: 0.5, outOfOrder: 0.5 } }],
  ] satisfies [string, SmscScriptInput][])('matches receipts with ids %s', async (_name, script) => {
    await startCarrier('estonia', script);
    await startWorkers();
    const ids = await queue('estonia', 100);
    await statusesReached(ids, { delivered: 100 });
  });

  it('delivers a long message when all its parts are delivered', async () => {
    await startCarrier('estonia');
    await startWorkers();
    const ids = await queue('estonia', 10, { text: 'a'.repeat(400), segments: 3 });
    await statusesReached(ids, { delivered: 10 });
    const parts = await db().messagePart.findMany({ where: { messageId: ids[0] ?? '' }, orderBy: { part: 'asc' } });
    expect(parts).toMatchObject([1, 2, 3].map((part) => ({ part, status: 'delivered', carrier: 'estonia' })));
  });

  it('is retried while it throttles, and refuses what it refuses', async () => {
    await startCarrier('estonia', {
      answers: {
        errors: [
          { status: 'ESME_RINVDSTADR', to: '^37250000003$' },
          { status: 'ESME_RTHROTTLED', share: 0.2 },
        ],
      },
    });
    await startWorkers();
    const ids = await queue('estonia', 50);
    await statusesReached(ids, { delivered: 49, rejected: 1 });
    expect(await readMessage(ids[3] ?? '')).toMatchObject({ status: 'rejected', errorCode: 'invalid_recipient' });
  });

  it('gets every message when its connections are cut, and only flagged ones twice', async () => {
    const smsc = await startCarrier('estonia', { answers: { delayMs: [0, 5] }, disconnect: { afterPdus: 60 } });
    await startWorkers();
    const ids = await queue('estonia', 300);
    await statusesReached(ids, { delivered: 300 });
    const flagged = await db().messageProgress.count({ where: { messageId: { in: ids }, possibleDuplicate: true } });
    expect(smsc.stats.submits - 300).toBeLessThanOrEqual(flagged + smsc.stats.disconnects * 10);
  });

  it('has each bind in one worker, and another worker takes over those of one that died', async () => {
    const smsc = await startCarrier('estonia', {}, { binds: 2 });
    const [first, second] = await startWorkers(2);
    const owners = () => db().carrierBind.findMany({ orderBy: { slot: 'asc' }, select: { owner: true, state: true } });
    await vi.waitFor(async () => {
      const binds = await owners();
      expect(binds.map(({ owner }) => owner).toSorted()).toEqual([first?.id, second?.id].toSorted());
      expect(binds.every(({ state }) => state === 'bound')).toBe(true);
    }, WAIT_LIMIT);
    expect(smsc.sessions()).toHaveLength(2);
    await first?.stop();
    await vi.waitFor(
      async () => expect(await owners()).toEqual([0, 1].map(() => ({ owner: second?.id, state: 'bound' }))),
      WAIT_LIMIT,
    );
  });
});

describe('a carrier that cannot take messages', () => {
  it.each(['paused', 'down'])('hands its queue to the fallback when it is %s', async (how) => {
    const primary = await startCarrier('primary', {}, {}, { fallbackAfterSeconds: 0 });
    await startCarrier('backup');
    await db().route.updateMany({ where: { carrier: { name: 'backup' } }, data: { priority: 2 } });
    if (how === 'down') await primary.stop();
    else await setCarrierState(OPERATOR, { name: 'primary', state: 'paused' });
    await startWorkers();
    const ids = await queue('primary', 50);
    await statusesReached(ids, { delivered: 50 });
    const carriers = await db().messageProgress.groupBy({
      by: ['carrier'],
      where: { messageId: { in: ids } },
      _count: true,
    });
    expect(carriers).toEqual([{ carrier: 'backup', _count: 50 }]);
  });

  it('keeps what it may already have, until the validity ends', async () => {
    await startCarrier('primary', {}, {}, { fallbackAfterSeconds: 0 });
    await startCarrier('backup');
    await setCarrierState(OPERATOR, { name: 'primary', state: 'paused' });
    const [kept = '', over = ''] = await queue('primary', 2);
    await pool().query('UPDATE message_queue SET possible_duplicate = true');
    await pool().query('UPDATE message SET valid_until = now() WHERE id = $1', [over]);
    const [moved = ''] = await queue('primary', 1);
    await startWorkers();
    await statusesReached([moved], { delivered: 1 });
    await statusesReached([over], { unknown: 1 });
    expect(await statusesOf([kept])).toEqual({ queued: 1 });
  });

  it('leaves its messages to another when it is removed, and ends those that no route takes', async () => {
    await startCarrier('backup');
    await db().route.updateMany({ data: { prefix: '372' } });
    const moved = await queue('removed', 20);
    const lost = await queue('removed', 5, { recipient: '+442071234567' });
    await startWorkers();
    await statusesReached(moved, { delivered: 20 });
    await statusesReached(lost, { rejected: 5 });
    expect(await readMessage(lost[0] ?? '')).toMatchObject({ errorCode: 'no_route' });
  });
});

it('waits for a receipt after an unknown outcome where the carrier is set to, and matches it by the number', async () => {
  const smsc = await startCarrier(
    'estonia',
    { answers: { lost: 1 } },
    { responseTimeoutSeconds: 1 },
    { unknownOutcome: 'wait' },
  );
  await startWorkers();
  const [id = ''] = await queue('estonia', 1);
  await vi.waitFor(
    async () =>
      expect(await db().submitAttempt.findMany({ where: { messageId: id } })).toMatchObject([{ outcome: 'awaited' }]),
    WAIT_LIMIT,
  );
  await statusesReached([id], { delivered: 1 });
  expect(smsc.stats.submits).toBe(1);
});
