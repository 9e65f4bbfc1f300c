import type { Logger } from 'pino';
import type { Carrier, SubmitOutcome } from '../carriers/carrier';
import type { OpenCarriers } from '../carriers/registry';
import { type ClaimedMessage, claimMessages, extendLeases } from '../messages/dispatch';
import { settle } from '../messages/settle';
import { POLL_MS } from './loop';
import { persist } from './persist';

const BATCH_SIZE = 500;
const MAX_BATCHES_IN_FLIGHT = 4;
/** A carrier that has not answered by then is taken as not having said anything. */
const HAND_OVER_TIMEOUT_MS = 60_000;

export type DispatcherOptions = {
  worker: string;
  carriers: OpenCarriers;
  /** Messages were handed over, receipts may follow. */
  onSubmitted: () => void;
  /** Delivery reports were queued. */
  onReports: () => void;
  /** A batch is done: there is room to claim again. */
  onRoom: () => void;
  log: Logger;
};

export type Dispatcher = {
  /** Claims one batch and starts handing it over. Gives the milliseconds until the next round. */
  run(): Promise<number>;
  /** Keeps the leases of what is being handed over. */
  extend(): Promise<void>;
  /** Waits for what is being handed over; past `timeoutMs` the carriers are told to give up. */
  drain(timeoutMs: number): Promise<void>;
};

/** Takes messages from the queue to their carriers, several batches at a time. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { worker, carriers, log } = options;
  const inFlight = new Map<Promise<void>, ClaimedMessage[]>();
  const giveUp = new AbortController();

  const handOver = async (carrier: Carrier, messages: ClaimedMessage[]): Promise<void> => {
    const outcomes = await submit(carrier, messages, giveUp.signal);
    const batch = messages.map(({ messageId, attempt }, index) => ({
      messageId,
      attempt,
      outcome: outcomes[index] ?? { kind: 'unknown' as const, reason: 'the carrier gave no answer for this message' },
    }));
    const { reports } = await persist(() => settle(worker, carrier.name, batch), giveUp.signal);
    options.onSubmitted();
    if (reports > 0) options.onReports();
  };

  const expire = async (messages: ClaimedMessage[]): Promise<void> => {
    const batch = messages.map(({ messageId, attempt }) => ({
      messageId,
      attempt,
      outcome: { kind: 'expired' as const },
    }));
    const { reports } = await persist(() => settle(worker, 'none', batch), giveUp.signal);
    if (reports > 0) options.onReports();
  };

  const start = (messages: ClaimedMessage[], work: Promise<void>) => {
    const task = work
      .catch((error: unknown) =>
        log.error({ err: error, messages: messages.length }, 'hand-over could not be recorded'),
      )
      .finally(() => {
        inFlight.delete(task);
        options.onRoom();
      });
    inFlight.set(task, messages);
  };

  return {
    async run() {
      if (inFlight.size >= MAX_BATCHES_IN_FLIGHT) return POLL_MS;
      const claimed = await claimMessages(worker, BATCH_SIZE);
      const expired = claimed.filter((message) => message.expired);
      if (expired.length > 0) start(expired, expire(expired));
      for (const [carrier, messages] of byCarrier(carriers, claimed)) start(messages, handOver(carrier, messages));
      return claimed.length === BATCH_SIZE ? 0 : POLL_MS;
    },
    async extend() {
      await extendLeases(
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

function byCarrier(carriers: OpenCarriers, claimed: ClaimedMessage[]): Map<Carrier, ClaimedMessage[]> {
  const groups = new Map<Carrier, ClaimedMessage[]>();
  for (const message of claimed) {
    if (message.expired) continue;
    const carrier = carriers.carrierFor(message.mode);
    const group = groups.get(carrier);
    if (group) group.push(message);
    else groups.set(carrier, [message]);
  }
  return groups;
}

/** The carrier's outcomes. Whatever goes wrong on the way, it may have taken the messages: then all are unknown. */
async function submit(carrier: Carrier, messages: ClaimedMessage[], giveUp: AbortSignal): Promise<SubmitOutcome[]> {
  const signal = AbortSignal.any([giveUp, AbortSignal.timeout(HAND_OVER_TIMEOUT_MS)]);
  try {
    return await Promise.race([carrier.submit(messages, signal), rejectOnAbort(signal)]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return messages.map(() => ({ kind: 'unknown', reason }));
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the carrier did not answer in time')), { once: true });
  });
}
