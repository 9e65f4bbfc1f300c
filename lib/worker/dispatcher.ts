import type { Logger } from 'pino';
import type { Carrier } from '../carriers/carrier';
import type { OpenCarriers } from '../carriers/open-carriers';
import { type ClaimedMessage, claimMessages, claimSuspect } from '../delivery/claim-messages';
import { type HandOver, settle } from '../delivery/settle';
import { extendLeases } from '../queue/lease';
import { MESSAGE_QUEUE } from '../queue/queues';
import { countEvent } from '../queue/worker-events';
import { POLL_MS } from './loop';
import { persist, persistEach } from './persist';
import { submit } from './submit';

const BATCH_SIZE = 500;
const MAX_BATCHES_IN_FLIGHT = 4;

export type DispatcherOptions = {
  worker: string;
  carriers: OpenCarriers;
  /** Messages were handed over, receipts may follow. */
  onSubmitted: () => void;
  /** Delivery reports were queued. */
  onReports: () => void;
  /** Results were written. */
  onSettled?: () => void;
  /** A batch is done: there is room to claim again. */
  onRoom: () => void;
  log: Logger;
};

export type Dispatcher = {
  /** Claims one batch and starts handing it over. Returns the milliseconds until the next round. */
  run(): Promise<number>;
  /** Keeps the leases of what is being handed over. */
  extend(): Promise<void>;
  /** Waits for what is being handed over; after `timeoutMs` the carriers are aborted. */
  drain(timeoutMs: number): Promise<void>;
};

/** Takes messages from the queue to their carriers, several batches at a time. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { worker, carriers, log } = options;
  const inFlight = new Map<Promise<void>, ClaimedMessage[]>();
  const giveUp = new AbortController();
  let suspectInFlight = false;
  let nextSuspectMs = 0;

  const record = async (carrier: string, batch: HandOver[]): Promise<void> => {
    let reports = 0;
    const write = async (some: HandOver[]): Promise<void> => {
      reports += (await settle(worker, carrier, some)).reports;
    };
    const refused = async (handOver: HandOver, error: unknown): Promise<void> => {
      log.error(
        { err: error, message: handOver.messageId },
        'the outcome of a message could not be recorded as it was',
      );
      const { messageId, attempt } = handOver;
      await persist(() => write([{ messageId, attempt, outcome: { kind: 'not_recorded' } }]), giveUp.signal);
      await countEvent(null, 'message_not_recorded');
    };
    await persistEach(batch, write, refused, giveUp.signal);
    options.onSettled?.();
    if (reports > 0) options.onReports();
  };

  const handOver = async (carrier: Carrier, messages: ClaimedMessage[]): Promise<void> => {
    const outcomes = await submit(carrier, messages, giveUp.signal);
    await record(
      carrier.name,
      messages.map(({ messageId, attempt }, index) => ({
        messageId,
        attempt,
        outcome: outcomes[index] ?? { kind: 'unknown' as const, reason: 'no outcome' },
      })),
    );
    options.onSubmitted();
  };

  const end = async (messages: ClaimedMessage[], kind: 'expired' | 'exhausted'): Promise<void> => {
    await record(
      'none',
      messages.map(({ messageId, attempt }) => ({ messageId, attempt, outcome: { kind } })),
    );
    if (kind === 'exhausted') await countEvent(null, 'message_claim_limit', messages.length);
  };

  const start = (messages: ClaimedMessage[], work: () => Promise<void>): Promise<void> => {
    const task = Promise.resolve()
      .then(work)
      .catch((error: unknown) =>
        log.error({ err: error, messages: messages.length }, 'hand-over could not be recorded'),
      )
      .finally(() => {
        inFlight.delete(task);
        options.onRoom();
      });
    inFlight.set(task, messages);
    return task;
  };

  /** Resolves when all are done; never rejects. */
  const startAll = (claimed: ClaimedMessage[]): Promise<void> =>
    startGroups(claimed).catch((error: unknown) => log.error({ err: error }, 'messages return when their lease ends'));

  const startGroups = async (claimed: ClaimedMessage[]): Promise<void> => {
    const { expired, exhausted, submittable } = sorted(claimed);
    const groups = [...byCarrier(carriers, submittable)];
    await Promise.all([
      ...(expired.length > 0 ? [start(expired, () => end(expired, 'expired'))] : []),
      ...(exhausted.length > 0 ? [start(exhausted, () => end(exhausted, 'exhausted'))] : []),
      ...groups.map(([carrier, group]) => start(group, () => handOver(carrier, group))),
    ]);
  };

  /** Suspects are rare: their index is read once a second until there is one, then one after the other. */
  const runSuspect = async (): Promise<void> => {
    if (suspectInFlight || performance.now() < nextSuspectMs) return;
    const claimed = await claimSuspect(worker);
    nextSuspectMs = claimed.length > 0 ? 0 : performance.now() + POLL_MS;
    if (claimed.length === 0) return;
    suspectInFlight = true;
    void startAll(claimed).finally(() => {
      suspectInFlight = false;
    });
  };

  return {
    async run() {
      if (inFlight.size >= MAX_BATCHES_IN_FLIGHT) return POLL_MS;
      await runSuspect();
      const claimed = await claimMessages(worker, BATCH_SIZE);
      void startAll(claimed);
      return claimed.length === BATCH_SIZE ? 0 : POLL_MS;
    },
    async extend() {
      await extendLeases(
        MESSAGE_QUEUE,
        worker,
        [...inFlight.values()].flat().map(({ messageId }) => messageId),
      );
    },
    async drain(timeoutMs) {
      const timer = setTimeout(() => giveUp.abort(), timeoutMs);
      await Promise.all(inFlight.keys());
      clearTimeout(timer);
    },
  };
}

function sorted(claimed: ClaimedMessage[]) {
  return {
    expired: claimed.filter(({ expired }) => expired),
    exhausted: claimed.filter(({ expired, exhausted }) => exhausted && !expired),
    submittable: claimed.filter(({ expired, exhausted }) => !expired && !exhausted),
  };
}

function byCarrier(carriers: OpenCarriers, messages: ClaimedMessage[]): Map<Carrier, ClaimedMessage[]> {
  const groups = new Map<Carrier, ClaimedMessage[]>();
  for (const message of messages) {
    const carrier = carriers.carrierFor(message.environment);
    const group = groups.get(carrier);
    if (group) group.push(message);
    else groups.set(carrier, [message]);
  }
  return groups;
}
