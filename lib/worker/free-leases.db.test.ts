import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { settle } from '../delivery/settle';
import { beat } from '../queue/heartbeat';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { accepted, claim, emptyQueue, readMessage, readQueueRow } from '../testing/message-queue';
import { freeLeases, freeSilentWorkers } from './free-leases';

useDatabase();

const NOTHING = { messages: false, reports: false };
let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

beforeEach(async () => {
  await emptyQueue();
  await pool().query('TRUNCATE worker_heartbeat');
});

/** A worker that runs and holds a message. */
async function holding(): Promise<string> {
  const worker = newId();
  await beat(worker, NOTHING);
  await makeMessages(actor, key, [{}]);
  expect(await claim(worker)).toHaveLength(1);
  return worker;
}

const lost = async () => (await db().workerEvent.findUnique({ where: { name: 'worker_lost' } }))?.count ?? 0n;
const silence = (worker: string) =>
  db().workerHeartbeat.update({ where: { id: worker }, data: { seenAt: new Date(Date.now() - 16_000) } });

describe('freeLeases', () => {
  it('makes what dead workers held due at once, and nothing else', async () => {
    const dead = await holding();
    await holding();
    const next = newId();
    expect(await claim(next)).toEqual([]);
    expect(await freeLeases([dead])).toBe(1);
    expect(await claim(next)).toMatchObject([{ attempt: 2 }]);
    expect(await claim(next)).toEqual([]);
  });

  it('keeps the position in the queue and records the lost hand-over', async () => {
    const dead = await holding();
    const [later = ''] = await makeMessages(actor, key, [{}]);
    await freeLeases([dead]);
    const [first, second] = await claim();
    expect(second?.messageId).toBe(later);
    expect(await readMessage(first?.messageId ?? '')).toMatchObject({ possibleDuplicate: true });
    expect(await db().submitAttempt.findMany()).toMatchObject([{ outcome: 'worker_lost' }]);
  });

  it('counts a worker once, and ignores an unknown one', async () => {
    const dead = await holding();
    await freeLeases([dead]);
    await freeLeases([dead, newId()]);
    expect(await lost()).toBe(1n);
    expect(await freeLeases([])).toBe(0);
  });

  it('lets a suspended worker resume safely: its writes change nothing', async () => {
    const stopped = await holding();
    await freeLeases([stopped]);
    const next = newId();
    const [claimed] = await claim(next);
    if (!claimed) throw new Error('nothing was claimed');
    await settle(stopped, 'test', [accepted(claimed, 'late')]);
    expect(await readMessage(claimed.messageId)).toMatchObject({ status: 'queued', carrierMessageId: null });
    expect(await readQueueRow(claimed.messageId)).toMatchObject({ leaseOwner: next });
    await beat(stopped, NOTHING);
    expect(await db().workerHeartbeat.findUnique({ where: { id: stopped } })).toMatchObject({ endedAt: null });
  });
});

describe('freeSilentWorkers', () => {
  it('frees workers of other machines after three missed heartbeats, each once', async () => {
    const [silent, running] = [await holding(), await holding()];
    await silence(silent);
    const self = newId();
    const found = await Promise.all([freeSilentWorkers(self), freeSilentWorkers(self), freeSilentWorkers(running)]);
    expect(found.sort()).toEqual([0, 0, 1]);
    expect(await lost()).toBe(1n);
    expect(await freeSilentWorkers(self)).toBe(0);
  });

  it('never frees its own worker', async () => {
    const self = await holding();
    await silence(self);
    expect(await freeSilentWorkers(self)).toBe(0);
  });
});
