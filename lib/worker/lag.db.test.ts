import ipaddr from 'ipaddr.js';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { newId } from '../base/ids';
import type { Carrier, Flow } from '../carriers/carrier';
import { SIMULATOR } from '../carriers/route-rules';
import { pool } from '../database/db';
import { settle } from '../delivery/settle';
import { logger } from '../runtime/logger';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { claim, emptyQueue, handOver } from '../testing/message-queue';
import { startReceiver } from '../testing/receiver';
import { guardedAgent } from '../webhooks/guarded-agent';
import { createDeliverer } from './deliverer';
import { createLane } from './lane';

useDatabase();

const LOOPBACK = [ipaddr.parseCIDR('127.0.0.0/8')];
const ignore = () => undefined;
let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});
beforeEach(emptyQueue);

describe('messages count that waited for the worker', () => {
  const base = { name: SIMULATOR, unknownOutcome: 'resend' as const };
  const accept = async () => ({ kind: 'accepted' as const, carrierMessageId: newId() });
  const flow = (limits: Partial<Flow>): Carrier => ({
    ...base,
    flow: { isUp: () => true, room: () => 10, submit: accept, ...limits },
  });
  /** Runs a round of a lane whose messages have been due for ten seconds. Returns how many counted, with their wait. */
  async function round(carrier: Carrier): Promise<{ messages: number; waitedMs: number }> {
    await makeMessages(actor, key, [{}, {}, {}]);
    await pool().query("UPDATE message_queue SET run_at = now() - interval '10 seconds'");
    const taken = { messages: 0, waitedMs: 0 };
    const lane = createLane({
      ...{ worker: newId(), carrier, onSubmitted: ignore, onReports: ignore, onRoom: ignore, log: logger() },
      onTaken(messages, waitedMs) {
        taken.messages += messages;
        taken.waitedMs = Math.max(taken.waitedMs, waitedMs);
      },
    });
    await lane.run();
    await lane.drain(5_000);
    return taken;
  }

  test.each<[string, Carrier]>([
    ['takes batches', { ...base, submit: (batch) => Promise.all(batch.map(accept)) }],
    ['has room and takes single messages', flow({})],
  ])('a carrier that %s', async (_, carrier) => {
    const { messages, waitedMs } = await round(carrier);
    expect(messages).toBe(3);
    expect(waitedMs).toBeGreaterThanOrEqual(10_000);
    expect(waitedMs).toBeLessThan(600_000);
  });

  test.each<[string, Carrier]>([
    ['is down', flow({ isUp: () => false })],
    ['has no room', flow({ room: () => 0 })],
  ])('not those for a carrier that %s', async (_, carrier) => {
    expect(await round(carrier)).toEqual({ messages: 0, waitedMs: 0 });
  });
});

describe('reports count that waited for the worker', () => {
  /** Sends a report to a receiver that answers with `status`, or not at all. Returns how many counted once it has a result. */
  async function sendReport(status: number | null): Promise<number> {
    const receiver = await startReceiver((_, response) => {
      if (status !== null) response.writeHead(status).end();
    });
    onTestFinished(receiver.stop);
    await makeMessages(actor, key, [{ dlrUrl: receiver.url }]);
    const [claimed] = await claim();
    if (!claimed) throw new Error('no message was claimed');
    const worker = newId();
    await pool().query('UPDATE message_queue SET lease_owner = $1', [worker]);
    await settle(worker, SIMULATOR, [handOver(claimed, { kind: 'rejected', errorCode: 'unknown_subscriber' })]);
    let counted = 0;
    const onSettled = vi.fn();
    const deliverer = createDeliverer({
      ...{ worker: newId(), onRoom: ignore, onSettled, log: logger() },
      dependencies: { agent: guardedAgent(LOOPBACK), random: () => 0.5, timeoutMs: 200 },
      onTaken: (waitedMs) => {
        expect(waitedMs).toBeGreaterThanOrEqual(0);
        counted++;
      },
    });
    onTestFinished(() => deliverer.drain(5_000));
    await deliverer.run();
    await vi.waitFor(() => expect(onSettled).toHaveBeenCalled(), WAIT_LIMIT);
    return counted;
  }

  test.each([
    ['answers', 200, 1],
    ['refuses them', 400, 1],
    ['is overloaded', 503, 0],
    ['does not answer', null, 0],
  ])('for a host that %s', async (_, status, expected) => {
    expect(await sendReport(status)).toBe(expected);
  });
});
