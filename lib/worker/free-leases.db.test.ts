import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { claimMessages } from '../delivery/claim-messages';
import { settle } from '../delivery/settle';
import { beat } from '../queue/heartbeat';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { claimReports } from '../webhooks/queue';
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
  await pool().query(
    'TRUNCATE message, submit_attempt, delivery_report, webhook_attempt, worker_heartbeat, worker_event',
  );
});

const claim = (worker: string) => claimReports({ worker, limit: 10, perHost: 10, room: new Map(), suspect: true });

async function storeReport(): Promise<void> {
  const owner = { accountId: actor.accountId, apiKeyId: key.id, messageId: newId() };
  const data = { id: newId(), ...owner, sequence: 1, url: 'http://h.example/', host: 'h.example', body: '{}' };
  await db().deliveryReport.create({ data });
}

/** A running worker with a leased message and a leased report. */
async function holding(): Promise<string> {
  const worker = newId();
  await beat(worker, NOTHING);
  await makeMessages(actor, key, [{}]);
  await storeReport();
  expect([(await claimMessages(worker, 10)).length, (await claim(worker)).length]).toEqual([1, 1]);
  return worker;
}

const lost = async () => (await db().workerEvent.findUnique({ where: { name: 'worker_lost' } }))?.count ?? 0n;
const silence = (worker: string) =>
  db().workerHeartbeat.update({ where: { id: worker }, data: { seenAt: new Date(Date.now() - 16_000) } });

describe('freeLeases', () => {
  it('makes messages and reports leased to dead workers due at once, and no others', async () => {
    const dead = await holding();
    await holding();
    const next = newId();
    expect(await claimMessages(next, 10)).toEqual([]);
    expect(await freeLeases([dead])).toEqual({ messages: 1, reports: 1 });
    expect(await claimMessages(next, 10)).toMatchObject([{ attempt: 2 }]);
    expect(await claim(next)).toMatchObject([{ earlierClaims: 1 }]);
    expect(await claimMessages(next, 10)).toEqual([]);
  });

  it('keeps the position in the queue and records the lost submission', async () => {
    const dead = await holding();
    const [later = ''] = await makeMessages(actor, key, [{}]);
    await freeLeases([dead]);
    const [first, second] = await claimMessages(newId(), 10);
    expect(second?.messageId).toBe(later);
    expect(await db().message.findUnique({ where: { id: first?.messageId ?? '' } })).toMatchObject({
      possibleDuplicate: true,
    });
    expect(await db().submitAttempt.findMany()).toMatchObject([{ outcome: 'worker_lost' }]);
  });

  it('counts a worker once, and ignores an unknown one', async () => {
    const dead = await holding();
    await freeLeases([dead]);
    await freeLeases([dead, newId()]);
    expect(await lost()).toBe(1n);
    expect(await freeLeases([])).toEqual({ messages: 0, reports: 0 });
  });

  it('lets a suspended worker resume safely: its writes change nothing', async () => {
    const stopped = await holding();
    await freeLeases([stopped]);
    const next = newId();
    const [claimed] = await claimMessages(next, 10);
    const messageId = claimed?.messageId ?? '';
    const accepted = { messageId, attempt: 1, outcome: { kind: 'accepted' as const, carrierMessageId: 'late' } };
    await settle(stopped, 'test', [accepted]);
    expect(await db().message.findUnique({ where: { id: messageId } })).toMatchObject({
      status: 'queued',
      leaseOwner: next,
    });
    await beat(stopped, NOTHING);
    expect(await db().workerHeartbeat.findUnique({ where: { id: stopped } })).toMatchObject({ endedAt: null });
  });

  it('keeps the time of scheduled retries, which no worker has claimed', async () => {
    await makeMessages(actor, key, [{ runAt: new Date(Date.now() + 10_000), leaseOwner: null }]);
    expect(await freeLeases([newId()])).toEqual({ messages: 0, reports: 0 });
  });
});

describe('freeSilentWorkers', () => {
  it('frees workers of other machines after three missed heartbeats, each once', async () => {
    const [silent, running] = [await holding(), await holding()];
    await silence(silent);
    const self = newId();
    const found = await Promise.all([freeSilentWorkers(self), freeSilentWorkers(self), freeSilentWorkers(running)]);
    expect(found.map(({ messages, reports }) => messages + reports).sort()).toEqual([0, 0, 2]);
    expect(await lost()).toBe(1n);
    expect(await freeSilentWorkers(self)).toEqual({ messages: 0, reports: 0 });
  });

  it('never frees its own worker', async () => {
    const self = await holding();
    await silence(self);
    expect(await freeSilentWorkers(self)).toEqual({ messages: 0, reports: 0 });
  });
});
