import type { Logger } from 'pino';

import type { Carrier, CarrierReceipt, ReceiptSink } from '../carriers/carrier';
import { findQueuedCarriers } from '../delivery/claim-messages';

import { extendLeases } from '../queue/lease';
import { MESSAGE_QUEUE } from '../queue/queues';
import { createLane, type Lane, type LaneOptions } from './lane';
import { type Loop, POLL_MS, startLoop } from './loop';
import { createPace } from './pace';

/** Up to this many lanes are woken without knowing whether they have messages. */
const MAX_WOKEN_BLINDLY = 2;
/** Receipts that come within 50 ms are taken together. */
const RECEIPTS_GATHERED = 10;

export type DispatcherOptions = Omit<LaneOptions, 'carrier' | 'onSubmitted' | 'onRoom' | 'onSettled'> & {
  /** Results of the named carrier were written. */
  onSettled?: (carrier: string, ...settled: Parameters<NonNullable<LaneOptions['onSettled']>>) => void;
};

/** Dispatches the queues of all carriers that this worker has links to, each in its own loop. */
export type Dispatcher = {
  /** Starts dispatching the queue of a carrier. */
  open(carrier: Carrier): void;
  /** Ends dispatching the queue of a carrier: what was not submitted returns to the queue. */
  close(name: string, timeoutMs: number): Promise<void>;
  /** Messages were queued. */
  wake(): void;
  /** The carrier may have room again. */
  pump(name: string): void;
  /**
   * Stores receipts of the named carrier by `store`, except those of messages whose acceptance this worker has not stored
   * yet: they are stored with it, where they would have to be parked otherwise.
   */
  storeReceipts(name: string, receipts: readonly CarrierReceipt[], store: ReceiptSink): Promise<void>;
  /** Keeps the leases of what is being handed over. */
  extend(): Promise<void>;
  /** Claims nothing more and waits for what is being handed over; after `timeoutMs` the carriers are aborted. */
  stop(timeoutMs: number): Promise<void>;
};

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { worker, log, onSettled } = options;
  const lanes = new Map<string, { lane: Lane; loop: Loop; pull: Loop | null }>();
  const closing = new Set<Lane>();

  const close = async (name: string, timeoutMs: number): Promise<void> => {
    const open = lanes.get(name);
    if (!open) return;
    lanes.delete(name);
    closing.add(open.lane);
    await open.loop.stop();
    await open.pull?.stop();
    await open.lane.drain(timeoutMs);
    closing.delete(open.lane);
  };

  let isReading = false;
  let isWoken = false;
  /** With several carriers, one query finds those that have messages, instead of a claim for each. */
  const wakeQueued = async (): Promise<void> => {
    if (isReading) {
      isWoken = true;
      return;
    }
    isReading = true;
    try {
      do {
        isWoken = false;
        for (const name of await findQueuedCarriers()) lanes.get(name)?.loop.wake();
      } while (isWoken);
    } finally {
      isReading = false;
    }
  };
  const wake = (): void => {
    if (lanes.size > MAX_WOKEN_BLINDLY) {
      wakeQueued().catch((error: unknown) => log.debug({ err: error }, 'the carriers with messages could not be read'));
    } else for (const { loop } of lanes.values()) loop.wake();
  };

  return {
    open(carrier) {
      const { name } = carrier;
      const lane = createLane({
        ...options,
        carrier,
        onSubmitted: () => lanes.get(name)?.pull?.wake(),
        onRoom: () => lanes.get(name)?.loop.wake(),
        onSettled: (handOvers) => onSettled?.(name, handOvers),
      });
      const loop = startLoop({ name: `messages of ${name}`, run: lane.run, log });
      lanes.set(name, { lane, loop, pull: startPull(carrier, log) });
    },
    close,
    wake,
    pump(name) {
      const open = lanes.get(name);
      open?.lane.pump();
      open?.loop.wake();
    },
    async storeReceipts(name, receipts, store) {
      const concluding = lanes.get(name)?.lane.conclude(receipts);
      const storeSome = async (some: readonly CarrierReceipt[]) => {
        if (some.length > 0) await store(name, [...some]);
      };
      if (!concluding) return storeSome(receipts);
      await Promise.all([storeSome(concluding.others), concluding.rest.then(storeSome)]);
    },
    async extend() {
      const open = [...[...lanes.values()].map(({ lane }) => lane), ...closing];
      const rowIds = open.flatMap((lane) => lane.rowIds());
      await extendLeases(MESSAGE_QUEUE, worker, rowIds);
    },
    async stop(timeoutMs) {
      await Promise.all([...lanes.keys()].map((name) => close(name, timeoutMs)));
    },
  };
}

/** Asks a carrier that is polled for receipts, at most 20 times a second. */
function startPull({ name, pullReceipts }: Carrier, log: Logger): Loop | null {
  if (!pullReceipts) return null;
  const pace = createPace();
  const run = async () => {
    if (pace.waitMs() > 0) return pace.waitMs();
    const nextMs = await pullReceipts();
    if (nextMs === 0) return 0;
    pace.took(nextMs === null ? 0 : RECEIPTS_GATHERED);
    return Math.min(nextMs === null ? POLL_MS : Math.max(nextMs, pace.waitMs()), POLL_MS);
  };
  return startLoop({ name: `receipts of ${name}`, run, log });
}
