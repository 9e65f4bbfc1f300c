import ipaddr from 'ipaddr.js';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { newId } from '../base/ids';
import type { BatchCarrier, SubmitOutcome } from '../carriers/carrier';
import { SIMULATOR } from '../carriers/route-rules';
import { db, pool } from '../database/db';
import { webHost } from '../network/web-url';
import { logger } from '../runtime/logger';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { countWith, dispatchOnce, emptyQueue, readMessage, readQueueRow } from '../testing/message-queue';
import { startReceiver } from '../testing/receiver';
import { countReports, readReport } from '../testing/reports';
import type { DeliveryDependencies } from '../webhooks/deliver';
import { guardedAgent } from '../webhooks/guarded-agent';
import { createDeliverer } from './deliverer';
import { startLoop } from './loop';

useDatabase();

/** For a machine several times slower. */
const PATIENT = { timeout: 20_000 };

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

beforeEach(async () => {
  await emptyQueue();
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

/** A report as an earlier version stored it: with the URL as the caller sent it. */
async function storeReport(url: string): Promise<string> {
  const id = newId();
  const owner = { accountId: actor.accountId, apiKeyId: key.id, messageId: newId() };
  await db().deliveryReport.create({
    data: { id, ...owner, sequence: 1, event: 'message.delivered', url, body: '{}' },
  });
  const { nextAttemptAt: runAt } = await db().deliveryReport.findUniqueOrThrow({ where: { id } });
  await db().reportQueue.create({ data: { host: webHost(url), runAt, size: 1, reportIds: [id] } });
  return id;
}

const STORED_BEFORE = [
  ...['', ' ', 'http:\\\\h\\p', 'http:h/p', 'http://', 'http://[::1', 'http://a..b', 'http://%zz', 'http://user:pw@h/'],
  ...['ftp://h/', 'h/p', 'http://h:0/', 'http://h:99999/', `http://h/${'a'.repeat(10_000)}`],
];

describe('a report that cannot be sent', () => {
  it('is recorded as failed for any stored URL, and the others are delivered', async () => {
    const sink = await startReceiver();
    onTestFinished(sink.stop);
    const bad = await Promise.all(STORED_BEFORE.map(storeReport));
    const good = await Promise.all([sink.url, `${sink.url.replace('http', 'HTTP')}/x`].map(storeReport));
    deliverReports();
    await vi.waitFor(async () => expect(await countReports('pending')).toBe(0), PATIENT);
    for (const id of bad) {
      expect(await readReport(id)).toMatchObject({ state: 'failed', attempts: 1 });
      expect(await db().webhookAttempt.findMany({ where: { reportId: id } })).toMatchObject([{ error: 'invalid_url' }]);
    }
    expect(await countReports('delivered', good)).toBe(2);
  });

  it('counts a failed attempt when sending throws, and is retried on schedule', async () => {
    const id = await storeReport('http://127.0.0.1:9/');
    const throwing = agent();
    throwing.dispatch = () => {
      throw new Error('thrown by a test');
    };
    const onError = vi.fn();
    deliverReports({ agent: throwing, onError });
    await vi.waitFor(async () => expect(await db().webhookAttempt.count({ where: { reportId: id } })).toBe(1), PATIENT);
    expect(await db().webhookAttempt.findMany({ where: { reportId: id } })).toMatchObject([
      { error: 'internal_error' },
    ]);
    expect(await readReport(id)).toMatchObject({ state: 'pending', attempts: 1 });
    expect(onError).toHaveBeenCalledTimes(1);
  });
});

it('a report whose result the database refuses is recorded without it, and the others as they were', async () => {
  await pool().query(`
    CREATE FUNCTION refuse_answer() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.response = 'poison' THEN RAISE 'refused by a test'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER refuse_answer BEFORE INSERT ON webhook_attempt FOR EACH ROW EXECUTE FUNCTION refuse_answer()`);
  onTestFinished(async () => void (await pool().query('DROP FUNCTION refuse_answer CASCADE')));
  const sink = await startReceiver(({ path }, response) => response.end(path === '/bad' ? 'poison' : 'fine'));
  onTestFinished(sink.stop);
  const bad = await storeReport(`${sink.url}/bad`);
  const good = await Promise.all(Array.from({ length: 5 }, () => storeReport(sink.url)));
  deliverReports();
  await vi.waitFor(async () => expect(await countReports('delivered')).toBe(6), PATIENT);
  expect(await db().webhookAttempt.findMany({ where: { reportId: bad } })).toMatchObject([
    { error: 'internal_error', response: null, httpStatus: null },
  ]);
  expect(await db().webhookAttempt.count({ where: { reportId: { in: good }, response: 'fine' } })).toBe(5);
  expect(await db().workerEvent.findMany()).toMatchObject([{ name: 'report_not_recorded', count: 1n }]);
});

it('a report that fails outside of its attempt ends neither the process nor the queue of its host', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  onTestFinished(() => void process.off('unhandledRejection', unhandled));
  const sink = await startReceiver();
  onTestFinished(sink.stop);
  const poison = await storeReport('http://127.0.0.1:9/');
  const good = await storeReport(sink.url);
  const throwing = agent();
  const dispatch = throwing.dispatch.bind(throwing);
  throwing.dispatch = (options, handler) => {
    if (String(options.origin).endsWith(':9')) throw new Error('thrown by a test');
    return dispatch(options, handler);
  };
  const onError = vi.fn(() => {
    throw new Error('thrown by the log of a test');
  });
  deliverReports({ agent: throwing, onError });
  await vi.waitFor(async () => {
    expect(onError).toHaveBeenCalled();
    expect(await countReports('delivered', [good])).toBe(1);
  }, PATIENT);
  expect(unhandled).not.toHaveBeenCalled();
  expect(await readReport(poison)).toMatchObject({ state: 'pending' });
});

it('a report whose attempt cannot be recorded delays no other', async () => {
  const sink = await startReceiver();
  onTestFinished(sink.stop);
  const poison = await storeReport(sink.url);
  const good = await Promise.all(Array.from({ length: 10 }, () => storeReport(sink.url)));
  // The largest that the column can have: adding one is refused, and with it the whole statement.
  await db().deliveryReport.update({ where: { id: poison }, data: { attempts: 32_767 } });
  deliverReports();
  await vi.waitFor(async () => expect(await countReports('delivered')).toBe(10), {
    timeout: 20_000,
  });
  expect(await countReports('delivered', good)).toBe(10);
  await vi.waitFor(
    async () => expect(await db().workerEvent.findMany()).toMatchObject([{ name: 'report_not_recorded', count: 1n }]),
    { timeout: 20_000 },
  );
  expect(await readReport(poison)).toMatchObject({ state: 'pending' });
  expect(await db().reportQueue.findMany()).toMatchObject([{ reportIds: [poison], lostClaims: 0 }]);
});

describe('a carrier', () => {
  const dispatch = (submit: BatchCarrier['submit']) => dispatchOnce({ name: SIMULATOR, submit });

  it('whose response for one message cannot be stored affects that message only', async () => {
    const [poison = '', ...others] = await makeMessages(actor, key, Array(20).fill({ dlrUrl: 'https://example.com/' }));
    await dispatch(async (batch) =>
      batch.map(
        ({ messageId }): SubmitOutcome => ({
          kind: 'accepted',
          carrierMessageId: messageId === poison ? 'a\0b' : messageId,
        }),
      ),
    );
    expect(await countWith('submitted', others)).toBe(others.length);
    expect(await readMessage(poison)).toMatchObject({ status: 'unknown', errorCode: 'outcome_not_recorded' });
    expect(await readQueueRow(poison)).toBeNull();
    expect(await db().submitAttempt.findMany()).toMatchObject([{ messageId: poison, outcome: 'not_recorded' }]);
    expect(await db().deliveryReport.count({ where: { messageId: poison } })).toBe(1);
    expect(await db().workerEvent.findMany()).toMatchObject([{ name: 'message_not_recorded', count: 1n }]);
  });

  it('that throws for one message fails its batch at first, and then only that message', async () => {
    const ids = await makeMessages(actor, key, Array(5).fill({}));
    const [poison = ''] = ids;
    for (let round = 0; round < 4; round++) {
      await pool().query("UPDATE message_queue SET run_at = now() - interval '1 second'");
      await dispatch(async (batch) => {
        if (batch.some(({ messageId }) => messageId === poison)) throw new Error('thrown by a test');
        return batch.map(({ messageId }) => ({ kind: 'accepted', carrierMessageId: messageId }));
      });
    }
    expect(await countWith('submitted', ids)).toBe(4);
    expect(await readMessage(poison)).toMatchObject({ status: 'queued', attempts: 4 });
  });
});
