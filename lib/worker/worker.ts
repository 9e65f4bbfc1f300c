import { newId } from '../base/ids';
import type { ReceiptSink } from '../carriers/carrier';
import { openCarriers } from '../carriers/open-carriers';
import { adoptMessages } from '../delivery/adopt-messages';
import { recordReceipts } from '../delivery/receipts';
import { storeUnreadableReceipt } from '../delivery/unreadable-receipt';
import { QUEUE_CHANNEL } from '../messages/announce-queued';
import { beat, endHeartbeat, HEARTBEAT_MS } from '../queue/heartbeat';
import { env } from '../runtime/env';
import { logger } from '../runtime/logger';
import type { DeliveryDependencies } from '../webhooks/deliver';
import { guardedAgent } from '../webhooks/guarded-agent';
import { createDeliverer } from './deliverer';
import { createDispatcher } from './dispatcher';
import { freeLeases, freeSilentWorkers } from './free-leases';
import { clearExpired, HOUSEKEEPING_BATCH, HOUSEKEEPING_MS } from './housekeeping';
import { startListener } from './listener';
import { POLL_MS, startLoop } from './loop';
import { createPace } from './pace';
import { isolate } from './persist';

/** Channel that notifies workers of delivery reports queued by another process. */
const REPORTS_CHANNEL = 'postern_reports';

/** Web processes of version 0.1 may run until an update is complete. */
const ADOPTION_MS = 5_000;

/** Receipts that come within 50 ms are taken together. */
const RECEIPTS_GATHERED = 10;

/** How long stopping waits for what is under way. */
const DRAIN_TIMEOUT_MS = 22_000;

/** After a database outage all workers look silent: others are checked once this worker's heartbeat is steady. */
const SILENT_AFTER_BEATS = 3;

export type Worker = {
  id: string;
  /** Claims nothing more, finishes what is under way (at most 25 s) and signs off. */
  stop(): Promise<void>;
};

export type WorkerOptions = {
  /** A new UUID for this start, when the caller must know it. */
  id?: string;
  /** Workers that are known to be dead: their leases are freed before anything is claimed. */
  lost?: readonly string[];
  dependencies?: Partial<DeliveryDependencies>;
};

/**
 * Starts queueing scheduled messages that are due, handing messages over, taking receipts and sending delivery reports. Any
 * number of workers can run against one database. Resolves once the database has been reached.
 */
export async function startWorker({ id = newId(), lost = [], dependencies = {} }: WorkerOptions = {}): Promise<Worker> {
  const log = logger().child({ worker: id });
  const freed = await freeLeases(lost);
  if (lost.length > 0) log.warn({ lost, freed }, 'leases of workers that ended by themselves were freed');
  const settled = { messages: false, reports: false };
  await beat(id, settled);

  const onReports = (hosts: string[]): void => {
    deliverer.expect(hosts);
    reports.wake();
  };
  const sink: ReceiptSink = (carrier, receipts) =>
    isolate(
      receipts,
      async (some) => {
        const { hosts } = await recordReceipts(carrier, some, () => deliverer.beginHandoff());
        if (hosts.length > 0) onReports(hosts);
      },
      async (receipt, error) => {
        log.error({ err: error, carrier }, 'a receipt could not be stored as it was');
        await storeUnreadableReceipt(carrier, receipt);
      },
    );
  const carriers = openCarriers(sink);
  const pulls = carriers.all.flatMap(({ name, pullReceipts }) => {
    if (!pullReceipts) return [];
    const pace = createPace();
    const run = async () => {
      if (pace.waitMs() > 0) return pace.waitMs();
      const nextMs = await pullReceipts();
      if (nextMs === 0) return 0;
      pace.took(nextMs === null ? 0 : RECEIPTS_GATHERED);
      return Math.min(nextMs === null ? POLL_MS : Math.max(nextMs, pace.waitMs()), POLL_MS);
    };
    return [startLoop({ name: `receipts of ${name}`, run, log })];
  });
  const dispatcher = createDispatcher({
    worker: id,
    carriers,
    onSubmitted: () => {
      for (const pull of pulls) pull.wake();
    },
    onReports,
    onSettled: () => {
      settled.messages = true;
    },
    onRoom: () => messages.wake(),
    log,
  });
  const deliverer = createDeliverer({
    worker: id,
    dependencies: { agent: guardedAgent(env().WEBHOOK_ALLOW_CIDRS), random: Math.random, ...dependencies },
    onRoom: () => reports.wake(),
    onSettled: () => {
      settled.reports = true;
    },
    log,
  });
  const reports = startLoop({ name: 'reports', run: deliverer.run, log });
  const messages = startLoop({ name: 'messages', run: dispatcher.run, log });
  const adoption = startLoop({
    name: 'messages of version 0.1',
    run: async () => {
      if ((await adoptMessages()) === 0) return ADOPTION_MS;
      messages.wake();
      return 0;
    },
    log,
  });
  let beatsInARow = 0;
  const heartbeat = startLoop({
    name: 'heartbeat',
    run: async () => {
      const since = { ...settled };
      Object.assign(settled, { messages: false, reports: false });
      const beats = beatsInARow;
      beatsInARow = 0;
      await beat(id, since);
      beatsInARow = beats + 1;
      await dispatcher.extend();
      await deliverer.extend();
      if (beatsInARow <= SILENT_AFTER_BEATS) return HEARTBEAT_MS;
      if ((await freeSilentWorkers(id)) > 0) {
        messages.wake();
        reports.wake();
      }
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
      const loops = [adoption, messages, reports, housekeeping, ...pulls];
      await Promise.all([listener.stop(), ...loops.map((loop) => loop.stop())]);
      await Promise.all([dispatcher.drain(DRAIN_TIMEOUT_MS), deliverer.drain(DRAIN_TIMEOUT_MS)]);
      await heartbeat.stop();
      await endHeartbeat(id).catch((error: unknown) => log.warn({ err: error }, 'could not sign off'));
    },
  };
}
