import ipaddr from 'ipaddr.js';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { transaction } from '../database/transaction';
import { endMessages } from '../delivery/progress';
import { recordReceipts } from '../delivery/receipts';
import { settle } from '../delivery/settle';
import { logger } from '../runtime/logger';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { accepted, claim, emptyQueue, readMessage } from '../testing/message-queue';
import { startReceiver } from '../testing/receiver';
import { countReports } from '../testing/reports';
import { guardedAgent } from '../webhooks/guarded-agent';
import { handingOver } from '../webhooks/handoff';
import { laneOf } from '../webhooks/lane';
import { claimReports } from '../webhooks/queue';
import { createDeliverer, type Deliverer, MAX_UNWRITTEN } from './deliverer';

useDatabase();

const CARRIER = 'test';
const LOOPBACK = [ipaddr.parseCIDR('127.0.0.0/8')];
let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeEach(async () => {
  await emptyQueue();
  actor = await makeAccount();
  key = await makeKey(actor);
});

/** A deliverer whose queue is read only by `run`. */
function makeDeliverer(worker = newId()): Deliverer {
  const dependencies = { agent: guardedAgent(LOOPBACK), random: () => 0.5 };
  const deliverer = createDeliverer({ worker, dependencies, onRoom: () => undefined, log: logger() });
  onTestFinished(() => deliverer.drain(5_000));
  return deliverer;
}

async function receiver(...answer: Parameters<typeof startReceiver>) {
  const started = await startReceiver(...answer);
  onTestFinished(started.stop);
  return started;
}

/** Submits messages, each with a report to `url`. Returns the ids that the carrier has for them. */
async function submitted(url: string, count: number): Promise<string[]> {
  const ids = await makeMessages(actor, key, Array(count).fill({ dlrUrl: url }));
  const worker = newId();
  const claimed = await claim(worker, count);
  const carrierIds = ids.map(() => newId());
  await settle(
    worker,
    CARRIER,
    claimed.map((each, index) => accepted(each, carrierIds[index])),
  );
  return carrierIds;
}

const delivered = (carrierMessageId: string) => ({ carrierMessageId, status: 'delivered' as const, errorCode: null });
const queueRows = () => db().reportQueue.findMany({ orderBy: { id: 'asc' } });
const reports = countReports;
const settled = (count: number) => vi.waitFor(async () => expect(await reports('delivered')).toBe(count), WAIT_LIMIT);

async function end(url: string, count: number, deliverer: Deliverer) {
  const carrierIds = await submitted(url, count);
  return recordReceipts(CARRIER, carrierIds.map(delivered), () => deliverer.beginHandoff());
}

/** Has the deliverer send one report of the queue, after which the host is known to answer. */
async function proveHost(url: string, deliverer: Deliverer): Promise<void> {
  await end(url, 1, deliverer);
  await deliverer.run();
  await settled(1);
  await deliverer.run();
}

describe('reports of receipts', () => {
  it('for a host that answers are sent without a claim', async () => {
    const sink = await receiver();
    const deliverer = makeDeliverer();
    await proveHost(sink.url, deliverer);
    const queued = await end(sink.url, 120, deliverer);
    expect(queued).toMatchObject({ reports: 120, hosts: [] });
    expect(queued.held.map(({ size }) => size)).toEqual([100, 20]);
    // Without `run`, nothing is claimed.
    await settled(121);
    expect(new Set(sink.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(121);
    await vi.waitFor(async () => expect(await queueRows()).toEqual([]), WAIT_LIMIT);
    expect(await db().webhookAttempt.count()).toBe(121);
  });

  it('for a host that is not known to answer are queued for any worker', async () => {
    const sink = await receiver();
    const deliverer = makeDeliverer();
    const queued = await end(sink.url, 3, deliverer);
    expect(queued).toMatchObject({ reports: 3, held: [], hosts: [laneOf(actor.accountId, null, sink.url)] });
    expect(await queueRows()).toMatchObject([{ size: 3, leaseOwner: null, leasedUntil: null }]);
    expect(sink.requests).toEqual([]);
  });

  it('above the room that the deliverer has are queued for any worker', async () => {
    const sink = await receiver();
    const deliverer = makeDeliverer();
    await proveHost(sink.url, deliverer);
    const few = () => {
      const handoff = deliverer.beginHandoff();
      return { ...handoff, reserve: (host: string, wanted: number) => handoff.reserve(host, Math.min(wanted, 2)) };
    };
    const queued = await recordReceipts(CARRIER, (await submitted(sink.url, 5)).map(delivered), few);
    expect(queued).toMatchObject({ reports: 5, held: [{ size: 2 }], hosts: [laneOf(actor.accountId, null, sink.url)] });
    await settled(3);
    expect(await queueRows()).toMatchObject([{ size: 3, leaseOwner: null }]);
    await deliverer.run();
    await settled(6);
  });

  it('are handed over only after the commit: a transaction that fails hands over nothing and frees its room', async () => {
    const sink = await receiver();
    const deliverer = makeDeliverer();
    await proveHost(sink.url, deliverer);
    const [messageId = ''] = await makeMessages(actor, key, [{ dlrUrl: sink.url }]);
    const ending = { messageId, status: 'expired' as const, errorCode: null, byReceipt: false };
    let held = 0;
    const failed = handingOver(
      () => deliverer.beginHandoff(),
      (handoff) =>
        transaction(async (client) => {
          const ended = await endMessages(client, [ending], handoff);
          held = ended.held.length;
          throw new Error('failed before the commit');
        }),
    );
    await expect(failed).rejects.toThrow('failed before the commit');
    expect(held).toBe(1);
    expect((await readMessage(messageId)).status).toBe('queued');
    expect(await queueRows()).toEqual([]);
    await end(sink.url, 1, deliverer);
    await settled(2);
    expect(sink.requests).toHaveLength(2);
  });

  it('whose worker died are sent by another when the lease ends, with the same id', async () => {
    const sink = await receiver((_, response) => {
      if (sink.requests.length !== 2) response.end('ok');
    });
    const dead = makeDeliverer();
    await proveHost(sink.url, dead);
    await end(sink.url, 1, dead);
    await vi.waitFor(() => expect(sink.requests).toHaveLength(2), WAIT_LIMIT);
    const host = { host: laneOf(actor.accountId, null, sink.url), room: 8, rows: 8, since: null };
    const other = newId();
    expect((await claimReports({ worker: other, hosts: [host], suspect: true })).rows).toEqual([]);
    await pool().query("UPDATE report_queue SET leased_until = now() - interval '1 second'");
    const next = makeDeliverer(other);
    await next.run();
    await settled(2);
    expect(sink.requests[2]?.headers['webhook-id']).toBe(sink.requests[1]?.headers['webhook-id']);
    expect(sink.requests[2]?.body).toBe(sink.requests[1]?.body);
    await sink.stop();
  });

  it('that a worker has not sent when it stops return to the queue', async () => {
    const sink = await receiver((_, response) => {
      if (sink.requests.length <= 1 || isOpen) response.end('ok');
      else open.push(response);
    });
    const open: { end(text: string): void }[] = [];
    let isOpen = false;
    const deliverer = makeDeliverer();
    await proveHost(sink.url, deliverer);
    await end(sink.url, 200, deliverer);
    await vi.waitFor(() => expect(sink.requests.length).toBeGreaterThan(1), WAIT_LIMIT);
    const draining = deliverer.drain(5_000);
    isOpen = true;
    for (const response of open) response.end('ok');
    await draining;
    const rows = await queueRows();
    expect(rows.every(({ leaseOwner }) => leaseOwner === null)).toBe(true);
    expect(rows.reduce((sum, { size }) => sum + size, 0)).toBe(await reports('pending'));
    expect(rows.length).toBeGreaterThan(0);
    expect(await end(sink.url, 1, deliverer)).toMatchObject({ held: [], reports: 1 });
  });

  it('are not sent while too many results wait to be written, and go on afterwards', async () => {
    const sink = await receiver();
    const deliverer = makeDeliverer();
    await proveHost(sink.url, deliverer);
    const count = MAX_UNWRITTEN * 1.25;
    const carrierIds = await submitted(sink.url, count);
    const locker = await pool().connect();
    onTestFinished(() => locker.release(true));
    await locker.query('BEGIN; LOCK TABLE webhook_attempt IN SHARE ROW EXCLUSIVE MODE');
    const all = () => deliverer.beginHandoff();
    const unlimited = () => ({ ...all(), reserve: (_: string, wanted: number) => wanted, end: () => undefined });
    await recordReceipts(CARRIER, carrierIds.map(delivered), unlimited);
    let seen = 0;
    await vi.waitFor(() => {
      const isStill = sink.requests.length === seen;
      seen = sink.requests.length;
      expect(isStill && seen > MAX_UNWRITTEN).toBe(true);
    }, WAIT_LIMIT);
    expect(sink.requests.length).toBeLessThan(count);
    await locker.query('ROLLBACK');
    await settled(count + 1);
    expect(new Set(sink.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(count + 1);
  });
});
