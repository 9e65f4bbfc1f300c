import type { Logger } from 'pino';
import type { Carrier } from '../carriers/carrier';
import type { OpenCarriers } from '../carriers/open-carriers';
import {
  type ClaimedMessage,
  type ClaimedRow,
  claimMessages,
  claimSuspect,
  untilNextDueMs,
} from '../delivery/claim-messages';
import { type HandOver, settle } from '../delivery/settle';
import { extendLeases } from '../queue/lease';
import { Positions } from '../queue/position';
import { MESSAGE_QUEUE } from '../queue/queues';
import { countEvent } from '../queue/worker-events';
import { POLL_MS } from './loop';
import { createPace } from './pace';
import { persist, persistEach } from './persist';
import { submit } from './submit';

const MAX_MESSAGES = 1_000;
/** Where rows hold one message each, a claim takes fewer messages: a row costs more than a message. */
const MAX_ROWS = 400;
const MAX_BATCHES_IN_FLIGHT = 4;

export type DispatcherOptions = {
  worker: string;
  carriers: OpenCarriers;
  /** Messages were handed over, receipts may follow. */
  onSubmitted: () => void;
  /** Delivery reports were queued for these hosts. */
  onReports: (hosts: string[]) => void;
  /** Results were written. */
  onSettled?: () => void;
  /** A batch is done: there is room to claim again. */
  onRoom: () => void;
  log: Logger;
};

export type Dispatcher = {
  /** Claims one batch of each carrier and starts handing it over. Returns the milliseconds until the next round. */
  run(): Promise<number>;
  /** Keeps the leases of what is being handed over. */
  extend(): Promise<void>;
  /** Waits for what is being handed over; after `timeoutMs` the carriers are aborted. */
  drain(timeoutMs: number): Promise<void>;
};

/** Takes messages from the queues to their carriers, several batches at a time for each. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const giveUp = new AbortController();
  const lanes = options.carriers.all.map((carrier) => createLane(options, carrier, giveUp.signal));
  return {
    async run() {
      return Math.min(...(await Promise.all(lanes.map((lane) => lane.run()))));
    },
    async extend() {
      await extendLeases(
        MESSAGE_QUEUE,
        options.worker,
        lanes.flatMap((lane) => lane.rowIds()),
      );
    },
    async drain(timeoutMs) {
      const timer = setTimeout(() => giveUp.abort(), timeoutMs);
      await Promise.all(lanes.map((lane) => lane.finished()));
      clearTimeout(timer);
    },
  };
}

/** Dispatches the queue of one carrier, so that no carrier waits for another. */
function createLane(options: DispatcherOptions, carrier: Carrier, giveUp: AbortSignal) {
  const { worker, log } = options;
  const inFlight = new Map<Promise<void>, string[]>();
  const pace = createPace();
  const positions = new Positions<number>();
  let suspectInFlight = false;
  let nextSuspectMs = 0;

  const record = async (handOvers: HandOver[], done: string[]): Promise<void> => {
    const hosts: string[] = [];
    const write = async (some: HandOver[], ended: string[] = []): Promise<void> => {
      hosts.push(...(await settle(worker, carrier.name, some, ended)).hosts);
    };
    const refused = async (handOver: HandOver, error: unknown): Promise<void> => {
      const { messageId } = handOver.message;
      log.error({ err: error, message: messageId }, 'the outcome of a message could not be recorded as it was');
      await persist(() => write([{ ...handOver, outcome: { kind: 'not_recorded' } }]), giveUp);
      await countEvent(null, 'message_not_recorded');
    };
    if (done.length > 0) await persist(() => write([], done), giveUp);
    if (handOvers.length > 0) await persistEach(handOvers, write, refused, giveUp);
    options.onSettled?.();
    if (hosts.length > 0) options.onReports(hosts);
  };

  const handOver = async (rows: ClaimedRow[]): Promise<void> => {
    const claimed = rows.flatMap((row) => row.messages.map((message) => ({ row: withoutMessages(row), message })));
    const submittable = claimed.map(({ message }) => message).filter(isSubmittable);
    const outcomes = await submit(carrier, submittable, giveUp);
    const handOvers = claimed.flatMap(({ row, message }) => {
      const outcome = ownOutcome(message) ?? outcomes.get(message.messageId);
      return outcome ? [{ row, message, outcome }] : [];
    });
    // A row whose messages were all cancelled has nothing to settle.
    const done = rows.flatMap(({ id, messages }) => (messages.length === 0 ? [id] : []));
    await record(handOvers, done);
    if (submittable.length > 0) options.onSubmitted();
    const exhausted = claimed.filter(({ message }) => ownOutcome(message)?.kind === 'exhausted').length;
    await countEvent(null, 'message_claim_limit', exhausted);
  };

  /** Never rejects. */
  const start = (rows: ClaimedRow[]): Promise<void> => {
    const task = handOver(rows)
      .catch((error: unknown) => log.error({ err: error, rows: rows.length }, 'hand-over could not be recorded'))
      .finally(() => {
        inFlight.delete(task);
        options.onRoom();
      });
    inFlight.set(
      task,
      rows.map(({ id }) => id),
    );
    return task;
  };

  /** Suspects are rare: their index is read once a second until there is one, then one after the other. */
  const runSuspect = async (): Promise<void> => {
    if (suspectInFlight || performance.now() < nextSuspectMs) return;
    nextSuspectMs = performance.now() + POLL_MS;
    const claimed = await claimSuspect(worker, carrier.name);
    if (claimed.length === 0) return;
    nextSuspectMs = 0;
    suspectInFlight = true;
    void start(claimed).finally(() => {
      suspectInFlight = false;
    });
  };

  return {
    async run(): Promise<number> {
      if (inFlight.size >= MAX_BATCHES_IN_FLIGHT) return POLL_MS;
      if (pace.waitMs() > 0) return pace.waitMs();
      await runSuspect();
      const claimed = await positions.claim(
        (since) => claimMessages(worker, carrier.name, { rows: MAX_ROWS, messages: MAX_MESSAGES }, since),
        ({ priority }) => priority,
      );
      const messages = claimed.reduce((total, { size }) => total + size, 0);
      if (claimed.length > 0) void start(claimed);
      if (messages >= MAX_MESSAGES || claimed.length >= MAX_ROWS) return 0;
      pace.took(messages);
      if (messages > 0) return pace.waitMs();
      return Math.min((await untilNextDueMs(carrier.name)) ?? POLL_MS, POLL_MS);
    },
    rowIds: () => [...inFlight.values()].flat(),
    finished: async () => {
      await Promise.all(inFlight.keys());
    },
  };
}

/** Cancelled messages count as settled. */
const withoutMessages = ({ id, priority, messages }: ClaimedRow) => ({ id, priority, size: messages.length });

function isSubmittable(message: ClaimedMessage): boolean {
  return ownOutcome(message) === null;
}

function ownOutcome({ expired, exhausted }: ClaimedMessage): { kind: 'expired' | 'exhausted' } | null {
  if (expired) return { kind: 'expired' };
  return exhausted ? { kind: 'exhausted' } : null;
}
