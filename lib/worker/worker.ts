import { HeadsWriter } from '../audit/write-heads';
import { newId } from '../base/ids';
import { checkAlerts } from '../carriers/alerts';
import type { ReceiptSink } from '../carriers/carrier';
import { MinuteCounts } from '../carriers/minute-counts';
import { CARRIERS_CHANNEL } from '../carriers/route-table';
import { startListener } from '../database/listener';
import { adoptMessages } from '../delivery/adopt-messages';
import { recordReceipts } from '../delivery/receipts';
import type { HandOver } from '../delivery/settle';
import { storeUnreadableReceipt } from '../delivery/unreadable-receipt';
import { flushChanges, noteChange } from '../live/changes';
import { QUEUE_CHANNEL } from '../messages/announce-queued';
import { isFinal, type MessageStatus } from '../messages/rules';
import { beat, endHeartbeat, HEARTBEAT_MS } from '../queue/heartbeat';
import { PUBLISH_INTERVAL_MS, publishLag } from '../queue/worker-lag';
import { recordReceived } from '../received/record';
import { env } from '../runtime/env';
import { logger } from '../runtime/logger';
import type { DeliveryDependencies } from '../webhooks/deliver';
import { guardedAgent } from '../webhooks/guarded-agent';
import { resendStep } from '../webhooks/log/resend-step';
import { REPORTS_CHANNEL } from '../webhooks/report';
import { invalidateSubscriptions, SUBSCRIPTIONS_CHANNEL } from '../webhooks/subscriptions';
import { TargetHours } from '../webhooks/target-hours';
import { postTargetNotices } from '../webhooks/target-notices';
import { createCarrierLinks } from './carrier-links';
import { createDeliverer } from './deliverer';
import { createDispatcher } from './dispatcher';
import { createFallback } from './fallback';
import { startFolding } from './folding';
import { freeLeases, freeSilentWorkers } from './free-leases';
import { clearExpired, HOUSEKEEPING_BATCH, HOUSEKEEPING_MS } from './housekeeping';
import { Lag } from './lag';
import { startLoop } from './loop';
import { isolate } from './persist';

/** Web processes of version 0.1 may run until an update is complete. */
const ADOPTION_MS = 5_000;

/** Counts of carriers are written this often; a killed worker loses those since. */
const COUNTS_MS = 5_000;

/** Alerts of carriers are evaluated this often. */
const ALERTS_MS = 10_000;
/** Events that were removed again within this time are not noticed. */
const AUDIT_HEADS_MS = 5_000;

/** New jobs that send reports again are looked up this often. */
const RESEND_POLL_MS = 1_000;

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
  noteChange('workers', null);

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
  const minutes = new MinuteCounts();
  const hours = new TargetHours();
  const lag = new Lag();
  const dispatcher = createDispatcher({
    worker: id,
    onReports,
    onTaken: (messages, waitedMs) => lag.took('messages', messages, waitedMs),
    beginHandoff: () => deliverer.beginHandoff(),
    onSettled: (carrier, handOvers) => {
      settled.messages = true;
      for (const { message, outcome } of handOvers) {
        countOutcome(minutes, carrier, outcome.kind);
        noteChange('messages', message.accountId);
      }
    },
    log,
  });
  const links = createCarrierLinks({
    worker: id,
    dispatcher,
    storeReceipts: async (carrier, receipts) => {
      await dispatcher.storeReceipts(carrier, receipts, sink);
      for (const { status } of receipts) countReceipt(minutes, carrier, status);
    },
    storeReceived: async (carrier, messages) => {
      await recordReceived(carrier, messages);
      minutes.add(carrier, 'received', messages.length);
    },
    onStatus: () => {
      noteChange('carriers', null);
      carriers.wake();
    },
    log,
  });
  const deliverer = createDeliverer({
    worker: id,
    dependencies: {
      agent: guardedAgent(env().WEBHOOK_ALLOW_CIDRS, { checkPort: true }),
      random: Math.random,
      ...dependencies,
    },
    onRoom: () => reports.wake(),
    onTaken: (waitedMs) => lag.took('reports', 1, waitedMs),
    onAttempts: (results) => hours.add(results),
    onSettled: () => {
      settled.reports = true;
    },
    log,
  });
  const reports = startLoop({ name: 'reports', run: deliverer.run, log });
  const carriers = startLoop({ name: 'carriers', run: links.run, log });
  const fallback = startLoop({
    name: 'fallback',
    run: createFallback({ onMoved: dispatcher.wake, onReports }).run,
    log,
  });
  const counts = startLoop({
    name: 'counts of carriers',
    run: async () => {
      await minutes.flush();
      await hours.flush();
      return COUNTS_MS;
    },
    log,
  });
  const alertAgent = guardedAgent(env().WEBHOOK_ALLOW_CIDRS);
  const alerts = startLoop({
    name: 'alerts',
    run: async () => {
      await checkAlerts(alertAgent);
      await postTargetNotices(alertAgent);
      return ALERTS_MS;
    },
    log,
  });
  const headsWriter = new HeadsWriter();
  const auditHeads = startLoop({
    name: 'heads of the audit log',
    run: async () => {
      await headsWriter.write();
      return AUDIT_HEADS_MS;
    },
    log,
  });
  const adoption = startLoop({
    name: 'messages of version 0.1',
    run: async () => {
      if ((await adoptMessages()) === 0) return ADOPTION_MS;
      dispatcher.wake();
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
        dispatcher.wake();
        carriers.wake();
        reports.wake();
      }
      return HEARTBEAT_MS;
    },
    log,
  });
  let publishedMs = 0;
  const lagging = startLoop({
    name: 'lag',
    run: async () => {
      const lagMs = lag.sample();
      if (lagMs > 0 || publishedMs > 0) await publishLag(id, lagMs);
      publishedMs = lagMs;
      return PUBLISH_INTERVAL_MS;
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
  const resends = startLoop({
    name: 'reports to send again',
    run: async () => ((await resendStep()) ? 0 : RESEND_POLL_MS),
    log,
  });
  const folding = startFolding(log);
  const listener = startListener(
    env().DATABASE_URL,
    {
      [QUEUE_CHANNEL]: dispatcher.wake,
      [REPORTS_CHANNEL]: reports.wake,
      [CARRIERS_CHANNEL]: carriers.wake,
      [SUBSCRIPTIONS_CHANNEL]: invalidateSubscriptions,
    },
    log,
  );

  return {
    id,
    async stop() {
      const loops = [
        adoption,
        alerts,
        auditHeads,
        carriers,
        fallback,
        reports,
        housekeeping,
        counts,
        lagging,
        folding,
        resends,
      ];
      await Promise.all([listener.stop(), ...loops.map((loop) => loop.stop())]);
      await dispatcher.stop(DRAIN_TIMEOUT_MS);
      await Promise.all([links.stop(), deliverer.drain(DRAIN_TIMEOUT_MS)]);
      await minutes.flush().catch((error: unknown) => log.warn({ err: error }, 'counts of carriers were lost'));
      await hours.flush().catch((error: unknown) => log.warn({ err: error }, 'counts of webhooks were lost'));
      await heartbeat.stop();
      noteChange('workers', null);
      await endHeartbeat(id).catch((error: unknown) => log.warn({ err: error }, 'could not sign off'));
      await flushChanges();
    },
  };
}

function countOutcome(minutes: MinuteCounts, carrier: string, kind: HandOver['outcome']['kind']): void {
  if (kind === 'accepted') minutes.add(carrier, 'submitted');
  else if (kind === 'rejected' || kind === 'throttled' || kind === 'unknown') minutes.add(carrier, kind);
}

function countReceipt(minutes: MinuteCounts, carrier: string, status: MessageStatus): void {
  if (status === 'delivered') minutes.add(carrier, 'delivered');
  else if (isFinal(status)) minutes.add(carrier, 'failed');
}
