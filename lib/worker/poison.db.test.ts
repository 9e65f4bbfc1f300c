import ipaddr from 'ipaddr.js';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { newId } from '../base/ids';
import type { Carrier, SubmitOutcome } from '../carriers/carrier';
import { db, pool } from '../database/db';
import { webHost } from '../network/web-url';
import { logger } from '../runtime/logger';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { startReceiver } from '../testing/receiver';
import type { DeliveryDependencies } from '../webhooks/deliver';
import { guardedAgent } from '../webhooks/guarded-agent';
import { createDeliverer } from './deliverer';
import { createDispatcher } from './dispatcher';
import { startLoop } from './loop';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

beforeEach(async () => {
  await pool().query('TRUNCATE message, submit_attempt, delivery_report, report_queue, webhook_attempt, worker_event');
});

const agent = () => guardedAgent([ipaddr.parseCIDR('127.0.0.0/8')]);

function deliverReports(dependencies: Partial<DeliveryDependencies> = {}): void {
  const log = logger();
  const deliverer = createDeliverer({
    worker: newId(),
    dependencies: { agent: agent(), random: () => 0.5, ...dependencies },
    onRoom: () => loop.wake(),
    log,
  });
  const loop = startLoop({ name: 'test', run: async () => Math.min(await deliverer.run(), 20), log });
  onTestFinished(async () => {
    await loop.stop();
    await deliverer.drain(5_000);
  });
}

/** A report as an earlier version of the gate left it: the URL as the caller wrote it. */
async function storeReport(url: string): Promise<string> {
  const id = newId();
  const owner = { accountId: actor.accountId, apiKeyId: key.id, messageId: newId() };
  await db().deliveryReport.create({ data: { id, ...owner, sequence: 1, url, body: '{}' } });
  const { nextAttemptAt: runAt } = await db().deliveryReport.findUniqueOrThrow({ where: { id } });
  await db().reportQueue.create({ data: { host: webHost(url), runAt, size: 1, reportIds: [id] } });
  return id;
}

const STORED_BEFORE = [
  ...['', ' ', 'http:\\\\h\\p', 'http:h/p', 'http://', 'http://[::1', 'http://a..b', 'http://%zz', 'http://user:pw@h/'],
  ...['ftp://h/', 'h/p', 'http://h:0/', 'http://h:99999/', `http://h/${'a'.repeat(10_000)}`],
];

describe('a report that cannot be sent', () => {
  it('is recorded as failed, whatever its stored URL is, and the others are delivered', async () => {
    const sink = await startReceiver();
    onTestFinished(sink.stop);
    const bad = await Promise.all(STORED_BEFORE.map(storeReport));
    const good = await Promise.all([sink.url, `${sink.url.replace('http', 'HTTP')}/x`].map(storeReport));
    deliverReports();
    await vi.waitFor(async () => expect(await db().deliveryReport.count({ where: { state: 'pending' } })).toBe(0));
    for (const id of bad) {
      expect(await db().deliveryReport.findUnique({ where: { id } })).toMatchObject({ state: 'failed', attempts: 1 });
      expect(await db().webhookAttempt.findMany({ where: { reportId: id } })).toMatchObject([{ error: 'invalid_url' }]);
    }
    expect(await db().deliveryReport.count({ where: { id: { in: good }, state: 'delivered' } })).toBe(2);
  });

  it('is a failed attempt when sending throws, and is tried again on schedule', async () => {
    const id = await storeReport('http://127.0.0.1:9/');
    const throwing = agent();
    throwing.dispatch = () => {
      throw new Error('thrown by a test');
    };
    const onError = vi.fn();
    deliverReports({ agent: throwing, onError });
    await vi.waitFor(async () => expect(await db().webhookAttempt.count({ where: { reportId: id } })).toBe(1));
    expect(await db().webhookAttempt.findMany({ where: { reportId: id } })).toMatchObject([
      { error: 'internal_error' },
    ]);
    expect(await db().deliveryReport.findUnique({ where: { id } })).toMatchObject({ state: 'pending', attempts: 1 });
    expect(onError).toHaveBeenCalledTimes(1);
  });
});

it('a report whose attempt cannot be recorded delays no other', async () => {
  const sink = await startReceiver();
  onTestFinished(sink.stop);
  const poison = await storeReport(sink.url);
  const good = await Promise.all(Array.from({ length: 10 }, () => storeReport(sink.url)));
  // The largest that the column can have: adding one is refused, and with it the whole statement.
  await db().deliveryReport.update({ where: { id: poison }, data: { attempts: 32_767 } });
  deliverReports();
  await vi.waitFor(async () => expect(await db().deliveryReport.count({ where: { state: 'delivered' } })).toBe(10), {
    timeout: 20_000,
  });
  expect(await db().deliveryReport.count({ where: { id: { in: good }, state: 'delivered' } })).toBe(10);
  await vi.waitFor(
    async () => expect(await db().workerEvent.findMany()).toMatchObject([{ name: 'report_not_recorded', count: 1n }]),
    { timeout: 20_000 },
  );
  expect(await db().deliveryReport.findUnique({ where: { id: poison } })).toMatchObject({ state: 'pending' });
  expect(await db().reportQueue.findMany()).toMatchObject([{ reportIds: [poison], lostClaims: 0 }]);
});

describe('a carrier', () => {
  /** Hands over what is queued, once, to a carrier that answers as `submit` does. */
  async function dispatch(submit: Carrier['submit']): Promise<void> {
    const carrier: Carrier = { name: 'odd', submit };
    const dispatcher = createDispatcher({
      worker: newId(),
      carriers: { all: [carrier], carrierFor: () => carrier },
      onSubmitted: () => undefined,
      onReports: () => undefined,
      onRoom: () => undefined,
      log: logger(),
    });
    await dispatcher.run();
    await dispatcher.drain(5_000);
  }

  it('whose answer for one message cannot be stored costs that message only', async () => {
    const [poison = '', ...others] = await makeMessages(actor, key, Array(20).fill({ dlrUrl: 'https://example.com/' }));
    await dispatch(async (batch) =>
      batch.map(
        ({ messageId }): SubmitOutcome => ({
          kind: 'accepted',
          carrierMessageId: messageId === poison ? 'a\0b' : messageId,
        }),
      ),
    );
    expect(await db().message.count({ where: { id: { in: others }, status: 'submitted' } })).toBe(others.length);
    expect(await db().message.findUnique({ where: { id: poison } })).toMatchObject({
      status: 'unknown',
      errorCode: 'outcome_not_recorded',
      leaseOwner: null,
    });
    expect(await db().submitAttempt.findMany()).toMatchObject([{ messageId: poison, outcome: 'not_recorded' }]);
    expect(await db().deliveryReport.count({ where: { messageId: poison } })).toBe(1);
    expect(await db().workerEvent.findMany()).toMatchObject([{ name: 'message_not_recorded', count: 1n }]);
  });

  it('that throws for one message takes its batch along at first, and then only that message', async () => {
    const ids = await makeMessages(actor, key, Array(5).fill({}));
    const [poison] = ids;
    for (let round = 0; round < 4; round++) {
      await pool().query("UPDATE message SET run_at = now() WHERE status = 'queued'");
      await dispatch(async (batch) => {
        if (batch.some(({ messageId }) => messageId === poison)) throw new Error('thrown by a test');
        return batch.map(({ messageId }) => ({ kind: 'accepted', carrierMessageId: messageId }));
      });
    }
    expect(await db().message.count({ where: { status: 'submitted' } })).toBe(4);
    expect(await db().message.findUnique({ where: { id: poison } })).toMatchObject({ status: 'queued', attempts: 4 });
  });
});
