import type { Logger } from 'pino';
import type { BatchCarrier, Carrier, CarrierReceipt, Submission } from '../carriers/carrier';
import {
  type ClaimedMessage,
  type ClaimedRow,
  claimMessages,
  claimSuspect,
  releaseRows,
  untilNextDueMs,
} from '../delivery/claim-messages';
import { type HandOver, settle } from '../delivery/settle';
import { PRIORITY_NAMES } from '../messages/rules';
import { Positions } from '../queue/position';
import { countEvent } from '../queue/worker-events';
import type { BeginHandoff } from '../webhooks/handoff';
import { Feed } from './feed';
import { POLL_MS } from './loop';
import { type Concluding, OutcomeWriter } from './outcome-writer';
import { createPace } from './pace';
import { persist, persistEach } from './persist';
import { submit } from './submit';

const MAX_MESSAGES = 1_000;
/** Where rows hold one message each, a claim takes fewer messages: a row costs more than a message. */
const MAX_ROWS = 400;
const MAX_BATCHES_IN_FLIGHT = 4;
/** A lane with enough messages reads its queue for more urgent ones at most this often. */
const URGENT_EVERY_MS = 200;

export type LaneOptions = {
  worker: string;
  carrier: Carrier;
  /** Messages were handed over, receipts may follow. */
  onSubmitted: () => void;
  /** Takes over delivery reports that are queued with the outcomes. */
  beginHandoff?: BeginHandoff;
  /** Delivery reports were queued for these hosts. */
  onReports: (hosts: string[]) => void;
  /** Results were written. */
  onSettled?: (handOvers: readonly HandOver[]) => void;
  /** Messages were claimed that waited this long for this worker, not for the carrier. */
  onTaken?: (messages: number, waitedMs: number) => void;
  /** A batch is done: there is room to claim again. */
  onRoom: () => void;
  log: Logger;
};

/** Takes the messages of one carrier from its queue to the carrier, several batches at a time. */
export type Lane = {
  /** Claims one batch and starts handing it over. Returns the milliseconds until the next round. */
  run(): Promise<number>;
  /** The carrier may have room again. */
  pump(): void;
  /** Takes receipts of messages whose acceptance is not stored yet, and returns the others (outcome-writer.ts). */
  conclude(receipts: readonly CarrierReceipt[]): Concluding;
  /** Rows that are being handed over: their leases must be kept. */
  rowIds(): string[];
  /** Returns what was not submitted to the queue, and waits for the rest; after `timeoutMs` the carrier is aborted. */
  drain(timeoutMs: number): Promise<void>;
};

type Claimed = { row: HandOver['row']; message: ClaimedMessage };

export function createLane(options: LaneOptions): Lane {
  const { worker, carrier, log } = options;
  const giveUp = new AbortController();
  const batches = 'flow' in carrier ? null : carrier;
  const feed = 'flow' in carrier ? new Feed<Submission>(carrier.flow, giveUp.signal, options.onRoom) : null;
  const inFlight = new Map<Promise<void>, string[]>();
  const pace = createPace();
  const positions = new Positions<number>();
  let suspectInFlight = false;
  let nextSuspectMs = 0;
  let nextUrgentMs = 0;

  /** Returns the messages that their receipts ended. */
  const record = async (handOvers: HandOver[], done: string[]): Promise<ReadonlySet<string>> => {
    const hosts: string[] = [];
    const concluded = new Set<string>();
    const write = async (some: HandOver[], ended: string[] = []): Promise<void> => {
      const settled = await settle(worker, carrier.name, some, ended, options.beginHandoff);
      hosts.push(...settled.hosts);
      for (const id of settled.concluded) concluded.add(id);
    };
    const refused = async (handOver: HandOver, error: unknown): Promise<void> => {
      const { messageId } = handOver.message;
      log.error({ err: error, message: messageId }, 'the outcome of a message could not be recorded as it was');
      await persist(
        () => write([{ ...handOver, receipt: undefined, outcome: { kind: 'not_recorded' } }]),
        giveUp.signal,
      );
      await countEvent(null, 'message_not_recorded');
    };
    if (done.length > 0) await persist(() => write([], done), giveUp.signal);
    if (handOvers.length > 0) await persistEach(handOvers, write, refused, giveUp.signal);
    options.onSettled?.(handOvers);
    if (hosts.length > 0) options.onReports(hosts);
    return concluded;
  };

  const outcomes = new OutcomeWriter((handOvers) => record(handOvers, []));

  const ownOutcome = ({ expired, exhausted, possibleDuplicate }: ClaimedMessage) => {
    const isAwaited = carrier.unknownOutcome === 'wait' && possibleDuplicate;
    if (expired) return { kind: isAwaited ? 'never_confirmed' : 'expired' } as const;
    if (exhausted) return { kind: 'exhausted' } as const;
    return isAwaited ? ({ kind: 'awaited' } as const) : null;
  };

  const asHandOver = ({ row, message }: Claimed, outcome: HandOver['outcome']): HandOver => {
    const isAwaited = outcome.kind === 'unknown' && carrier.unknownOutcome === 'wait';
    return { row, message, outcome: isAwaited ? { kind: 'awaited', reason: outcome.reason } : outcome };
  };

  /** To a carrier that takes batches. */
  const handOverTogether = async (to: BatchCarrier, claimed: Claimed[], done: string[]): Promise<void> => {
    const submittable = claimed.map(({ message }) => message).filter((message) => ownOutcome(message) === null);
    const outcomes = await submit(to, submittable, giveUp.signal);
    const handOvers = claimed.flatMap((each) => {
      const outcome = ownOutcome(each.message) ?? outcomes.get(each.message.messageId);
      return outcome ? [asHandOver(each, outcome)] : [];
    });
    await record(handOvers, done);
  };

  /** To a carrier that takes messages one by one. */
  const handOverEach = async (through: Feed<Submission>, claimed: Claimed[], done: string[]): Promise<void> => {
    const released = new Set<string>();
    const each = claimed.map(async (one) => {
      const outcome = ownOutcome(one.message) ?? (await through.submit(one.message));
      if (outcome) await outcomes.add(asHandOver(one, outcome));
      else released.add(one.row.id);
    });
    if (done.length > 0) await record([], done);
    await Promise.all(each);
    if (released.size > 0) await persist(() => releaseRows(worker, [...released]), giveUp.signal);
  };

  const handOver = async (rows: ClaimedRow[]): Promise<void> => {
    const claimed = rows.flatMap((row) => {
      const shared = withoutMessages(row);
      return row.messages.map((message) => ({ row: shared, message }));
    });
    // A row whose messages were all cancelled has nothing to settle.
    const done = rows.flatMap(({ id, messages }) => (messages.length === 0 ? [id] : []));
    if (feed) await handOverEach(feed, claimed, done);
    else if (batches) await handOverTogether(batches, claimed, done);
    if (claimed.length > 0) options.onSubmitted();
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

  /** What the next claim may take; null for nothing. Where enough waits already, only what is more urgent. */
  const claimSize = () => {
    if (!feed) {
      return inFlight.size < MAX_BATCHES_IN_FLIGHT ? { rows: MAX_ROWS, messages: MAX_MESSAGES, above: -1 } : null;
    }
    if (feed.ahead === 0) return null;
    const { wanted } = feed;
    if (wanted > 0) return { rows: Math.min(wanted, MAX_ROWS), messages: wanted, above: -1 };
    const above = feed.highestWaiting;
    if (above < 0 || above >= HIGHEST || performance.now() < nextUrgentMs) return null;
    return { rows: 1, messages: 1, above };
  };

  /** A lane that is full reads its queue only for more urgent messages. */
  const untilUrgentMs = (): number => {
    const leftMs = nextUrgentMs - performance.now();
    return leftMs > 0 ? Math.ceil(leftMs) : POLL_MS;
  };

  return {
    async run(): Promise<number> {
      if (!claimSize()) return untilUrgentMs();
      if (pace.waitMs() > 0) return pace.waitMs();
      await runSuspect();
      const size = claimSize();
      if (!size) return untilUrgentMs();
      if (size.above >= 0) nextUrgentMs = performance.now() + URGENT_EVERY_MS;
      const claimed = await positions.claim(
        (since) => claimMessages(worker, carrier.name, size, since),
        ({ priority }) => priority,
      );
      const messages = claimed.reduce((total, row) => total + row.size, 0);
      if (!feed || feed.isStarved) for (const row of claimed) options.onTaken?.(row.size, row.waitedMs);
      if (claimed.length > 0) void start(claimed);
      if (size.above >= 0 && messages === 0) return untilUrgentMs();
      if (messages >= size.messages || claimed.length >= size.rows) return feed ? POLL_MS : 0;
      pace.took(messages);
      if (messages > 0) return pace.waitMs();
      return Math.min((await untilNextDueMs(carrier.name)) ?? POLL_MS, POLL_MS);
    },
    pump: () => feed?.pump(),
    conclude: (receipts) => outcomes.conclude(receipts),
    rowIds: () => [...inFlight.values()].flat(),
    async drain(timeoutMs) {
      feed?.release();
      const timer = setTimeout(() => giveUp.abort(), timeoutMs);
      await Promise.all(inFlight.keys());
      clearTimeout(timer);
    },
  };
}

const HIGHEST = PRIORITY_NAMES.length - 1;

/** Cancelled messages count as settled. */
const withoutMessages = ({ id, priority, messages }: ClaimedRow) => ({ id, priority, size: messages.length });
