import type { ReceiptSink } from '../carriers/carrier';
import { openCarriers } from '../carriers/registry';
import { env } from '../env';
import { newId } from '../ids';
import { logger } from '../logger';
import { QUEUE_CHANNEL } from '../messages/announce';
import { promoteDue } from '../messages/promote';
import { takeReceipts } from '../messages/receipts';
import type { DeliveryMeans } from '../webhooks/deliver';
import { guardedAgents } from '../webhooks/guarded-agent';
import { createDeliverer } from './deliverer';
import { createDispatcher } from './dispatcher';
import { beat, endHeartbeat, HEARTBEAT_MS } from './heartbeat';
import { clearExpired, HOUSEKEEPING_BATCH, HOUSEKEEPING_MS } from './housekeeping';
import { startListener } from './listener';
import { POLL_MS, startLoop } from './loop';

/** Channel on which workers hear that delivery reports were queued by another process. */
const REPORTS_CHANNEL = 'postern_reports';

/** How long stopping waits for what is under way. */
const DRAIN_TIMEOUT_MS = 22_000;

export type Worker = {
  id: string;
  /** Claims nothing more, finishes what is under way (at most 25 s) and signs off. */
  stop(): Promise<void>;
};

/**
 * Starts queueing scheduled messages that are due, handing messages over, taking receipts and sending delivery reports. Any
 * number of workers can run against one database. Resolves once the database has been reached.
 */
export async function startWorker(means: Partial<DeliveryMeans> = {}): Promise<Worker> {
  const id = newId();
  const log = logger().child({ worker: id });
  await beat(id);

  const sink: ReceiptSink = async (carrier, receipts) => {
    const taken = await takeReceipts(carrier, receipts);
    if (taken.reports > 0) reports.wake();
  };
  const carriers = openCarriers(sink);
  const pulls = carriers.all.flatMap(({ name, pullReceipts }) => {
    if (!pullReceipts) return [];
    const run = async () => Math.min((await pullReceipts()) ?? POLL_MS, POLL_MS);
    return [startLoop({ name: `receipts of ${name}`, run, log })];
  });
  const dispatcher = createDispatcher({
    worker: id,
    carriers,
    onSubmitted: () => {
      for (const pull of pulls) pull.wake();
    },
    onReports: () => reports.wake(),
    onRoom: () => messages.wake(),
    log,
  });
  const deliverer = createDeliverer({
    worker: id,
    means: { agents: guardedAgents(env().WEBHOOK_ALLOW_CIDRS), random: Math.random, ...means },
    onRoom: () => reports.wake(),
    log,
  });
  const reports = startLoop({ name: 'reports', run: deliverer.run, log });
  const messages = startLoop({ name: 'messages', run: dispatcher.run, log });
  const schedule = startLoop({
    name: 'schedule',
    run: async () => Math.min((await promoteDue()).nextMs ?? POLL_MS, POLL_MS),
    log,
  });
  const heartbeat = startLoop({
    name: 'heartbeat',
    run: async () => {
      await beat(id);
      await dispatcher.extend();
      await deliverer.extend();
      return HEARTBEAT_MS;
    },
    log,
  });
  const housekeeping = startLoop({
    name: 'housekeeping',
    run: async () => {
      const removed = await clearExpired();
      // A full batch was hardly all.
      return removed < HOUSEKEEPING_BATCH ? HOUSEKEEPING_MS : 0;
    },
    log,
  });
  const listener = startListener(
    env().DATABASE_URL,
    { [QUEUE_CHANNEL]: messages.wake, [REPORTS_CHANNEL]: reports.wake },
    log,
  );

  return {
    id,
    async stop() {
      const loops = [schedule, messages, reports, housekeeping, ...pulls];
      await Promise.all([listener.stop(), ...loops.map((loop) => loop.stop())]);
      await Promise.all([dispatcher.drain(DRAIN_TIMEOUT_MS), deliverer.drain(DRAIN_TIMEOUT_MS)]);
      await heartbeat.stop();
      await endHeartbeat(id).catch((error: unknown) => log.warn({ err: error }, 'could not sign off'));
    },
  };
}
