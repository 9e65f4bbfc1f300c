import { AppError } from '../base/errors';
import { processSingleton } from '../base/process-singleton';
import type { CarrierReceipt, InboundMessage } from '../carriers/carrier';
import { MinuteCounts } from '../carriers/minute-counts';
import { SinkQueue } from '../carriers/smpp/sink-queue';
import { pool } from '../database/db';
import { recordReceipts } from '../delivery/receipts';
import { storeUnreadableReceipt } from '../delivery/unreadable-receipt';
import { isFinal } from '../messages/rules';
import { recordReceived } from '../received/record';
import { logger } from '../runtime/logger';
import { REPORTS_CHANNEL } from '../webhooks/report';
import { isolate } from '../worker/persist';

/** Values of one carrier that may wait to be stored; beyond, requests are refused with 503. */
const MAX_WAITING = 10_000;
const FLUSH_MS = 5_000;
/** NOTIFY takes a lock over the whole database at commit, so it is sent at most this often. */
const MIN_GAP_MS = 25;

type Queues = { receipts: SinkQueue<CarrierReceipt>; received: SinkQueue<InboundMessage> };
type Store = { queues: Map<string, Queues>; minutes: MinuteCounts; timers: Map<string, NodeJS.Timeout> };

/**
 * Stores what a carrier sent to this process, together with what other requests of the carrier sent at the same time.
 * Resolves once all is committed. Throws `overloaded` and `unavailable`: then the carrier has to repeat its request.
 */
export async function storeCallback(
  carrier: string,
  receipts: readonly CarrierReceipt[],
  received: readonly InboundMessage[],
): Promise<void> {
  const store = processSingleton<Store>('callback-store', () => ({
    queues: new Map(),
    minutes: new MinuteCounts(),
    timers: new Map(),
  }));
  let queues = store.queues.get(carrier);
  if (!queues) {
    queues = openQueues(store, carrier);
    store.queues.set(carrier, queues);
  }
  await Promise.all([addAll(queues.receipts, receipts), addAll(queues.received, received)]);
}

async function addAll<T>(queue: SinkQueue<T>, values: readonly T[]): Promise<void> {
  if (values.length === 0) return;
  if (queue.size >= MAX_WAITING) {
    throw new AppError('overloaded', 'Too many receipts wait to be stored. Send this one again.', { retryAfterS: 1 });
  }
  const stored = await Promise.all(values.map((value) => new Promise<boolean>((resolve) => queue.add(value, resolve))));
  if (stored.includes(false)) {
    throw new AppError('unavailable', 'The receipt could not be stored. Send it again.', { retryAfterS: 5 });
  }
}

function openQueues(store: Store, carrier: string): Queues {
  const onFailure = (error: unknown, count: number) =>
    logger().error({ err: error, carrier, count }, 'receipts of a carrier could not be stored');
  const receipts = async (some: CarrierReceipt[]) => {
    await isolate(some, (batch) => record(store, carrier, batch), refused(carrier));
    for (const { status } of some) {
      if (isFinal(status)) store.minutes.add(carrier, status === 'delivered' ? 'delivered' : 'failed');
    }
    flushLater(store);
  };
  const received = async (some: InboundMessage[]) => {
    await recordReceived(carrier, some);
    store.minutes.add(carrier, 'received', some.length);
    flushLater(store);
  };
  return { receipts: new SinkQueue(receipts, onFailure), received: new SinkQueue(received, onFailure) };
}

async function record(store: Store, carrier: string, receipts: CarrierReceipt[]): Promise<void> {
  const { reports } = await recordReceipts(carrier, receipts);
  if (reports > 0) once(store, 'notify', MIN_GAP_MS, () => pool().query(`NOTIFY ${REPORTS_CHANNEL}`));
}

function refused(carrier: string): (receipt: CarrierReceipt, error: unknown) => Promise<void> {
  return async (receipt, error) => {
    logger().error({ err: error, carrier }, 'a receipt could not be stored as it was');
    await storeUnreadableReceipt(carrier, receipt);
  };
}

function flushLater(store: Store): void {
  once(store, 'flush', FLUSH_MS, () => store.minutes.flush());
}

/** Runs `work` once after `waitMs`, unless that is planned already. What fails is polled or counted again later. */
function once({ timers }: Store, name: string, waitMs: number, work: () => Promise<unknown>): void {
  if (timers.has(name)) return;
  const timer = setTimeout(() => {
    timers.delete(name);
    void work().catch(() => undefined);
  }, waitMs);
  timers.set(name, timer.unref());
}
