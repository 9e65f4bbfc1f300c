import { beforeAll, describe, expect, it, vi } from 'vitest';
import { SIMULATOR_OUTCOMES } from '../carriers/simulator-outcomes';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessage, makeMessages, makeScheduled } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { countWith, readMessage, readQueueRow } from '../testing/message-queue';
import { type Receiver, startReceiver } from '../testing/receiver';
import { POLL_MS } from './loop';
import { startWorker, type Worker } from './worker';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };
let worker: Worker;
let receiver: Receiver;

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
  receiver = await startReceiver();
  worker = await startWorker();
  return async () => {
    await worker.stop();
    await receiver.stop();
  };
});

async function statusReached(id: string, status: string) {
  return vi.waitFor(
    async () => {
      const message = await readMessage(id);
      expect(message.status).toBe(status);
      return message;
    },
    { timeout: 60_000, interval: 50 },
  );
}

describe('reaches the status of each magic number, with one report', () => {
  const quick = SIMULATOR_OUTCOMES.filter(({ digits }) => digits !== '9004');

  it.each(quick)('$digits: $happens', async ({ digits, finalStatus }) => {
    const id = await makeMessage(actor, key, { recipient: `+4072300${digits}`, dlrUrl: `${receiver.url}/${digits}` });
    if (digits === '9005') await hurryReceipts(id);
    const message = await statusReached(id, finalStatus);
    expect(await readQueueRow(id)).toBeNull();
    expect(message.finalAt).not.toBeNull();
    expect(message.possibleDuplicate).toBe(digits === '9009');
    await vi.waitFor(async () => expect(await receiptsOutstanding()).toBe(0), WAIT_LIMIT);
    const reports = await db().deliveryReport.findMany({ where: { messageId: id } });
    expect(reports).toHaveLength(1);
    const { data, type } = JSON.parse(reports[0]?.body ?? '{}');
    expect(type).toBe(`message.${finalStatus}`);
    expect(data).toMatchObject({
      id,
      status: finalStatus,
      sequence: 1,
      error: message.errorCode === null ? null : { code: message.errorCode },
      possible_duplicate: digits === '9009',
    });
    await vi.waitFor(
      () => expect(receiver.requests.filter(({ path }) => path === `/${digits}`)).toHaveLength(1),
      WAIT_LIMIT,
    );
  });

  it('leaves 9004 submitted, without a report', async () => {
    const id = await makeMessage(actor, key, { recipient: '+40723009004', dlrUrl: receiver.url });
    const message = await statusReached(id, 'submitted');
    expect(message.carrierMessageId).not.toBeNull();
    expect(await db().deliveryReport.count({ where: { messageId: id } })).toBe(0);
    expect(await db().receipt.count({ where: { messageId: id } })).toBe(0);
  });

  async function hurryReceipts(id: string) {
    await statusReached(id, 'submitted');
    const { rows } = await pool().query<{ late: boolean }>(
      `SELECT due_at > now() + interval '25 seconds' AS late FROM simulator_receipts
       WHERE (SELECT carrier_message_id FROM message_progress WHERE message_id = $1)::uuid = ANY(carrier_message_ids)`,
      [id],
    );
    expect(rows).toEqual([{ late: true }]);
    await pool().query("UPDATE simulator_receipts SET due_at = now() - interval '1 second'");
  }

  async function receiptsOutstanding() {
    return db().simulatorReceipts.count();
  }
});

it('applies one receipt and stores the others: duplicates and late ones change nothing', async () => {
  const [repeated, disordered] = await makeMessages(actor, key, [
    { recipient: '+40723009006' },
    { recipient: '+40723009010' },
  ]);
  await vi.waitFor(async () => {
    const of = (messageId?: string) =>
      db().receipt.findMany({
        where: { messageId },
        orderBy: { id: 'asc' },
        select: { status: true, applied: true },
      });
    const later = { status: 'delivered', applied: false };
    expect(await of(repeated)).toEqual([later, later]);
    expect(await of(disordered)).toEqual([{ status: 'submitted', applied: false }]);
  }, WAIT_LIMIT);
  expect(await countWith('delivered', [repeated ?? '', disordered ?? ''])).toBe(2);
});

it('starts on a notification when messages are queued', async () => {
  const delays: number[] = [];
  for (let i = 0; i < 5; i++) {
    const id = await makeMessage(actor, key, {});
    await pool().query('NOTIFY postern_queue');
    const message = await statusReached(id, 'delivered');
    delays.push((message.submittedAt?.getTime() ?? 0) - message.createdAt.getTime());
  }
  // Polling alone would find each of them after nearly a whole interval.
  expect(Math.min(...delays)).toBeLessThan(POLL_MS / 2);
});

it('sends a scheduled message at its time, and not before', async () => {
  const id = await makeScheduled(actor, key, 1_500, { dlrUrl: receiver.url, reference: 'order-1' });
  const { sendAt, submittedAt } = await statusReached(id, 'delivered');
  expect(Number(submittedAt)).toBeGreaterThanOrEqual(Number(sendAt));
});

it('expires a scheduled message whose validity is over, with a report', async () => {
  const validUntil = new Date(Date.now() - 500);
  const id = await makeScheduled(actor, key, -60_000, { validUntil, dlrUrl: receiver.url });
  const message = await statusReached(id, 'expired');
  expect(message).toMatchObject({ errorCode: 'validity_expired', carrierMessageId: null });
  expect(await db().deliveryReport.count({ where: { messageId: id } })).toBe(1);
});

it('recovers when every connection to the database is terminated', async () => {
  await pool().query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  const id = await makeMessage(actor, key, { dlrUrl: receiver.url });
  await statusReached(id, 'delivered');
});

it('writes a heartbeat, and deletes it at the end', async () => {
  const second = await startWorker();
  expect(await db().workerHeartbeat.count({ where: { id: second.id } })).toBe(1);
  await second.stop();
  expect(await db().workerHeartbeat.count({ where: { id: second.id } })).toBe(0);
});
