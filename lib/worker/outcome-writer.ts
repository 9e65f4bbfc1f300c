import type { CarrierReceipt } from '../carriers/carrier';
import { isSameNumber } from '../delivery/match-receipts';
import type { HandOver } from '../delivery/settle';
import { isFinal } from '../messages/rules';

/** Writes begin at least this far apart, so that under load one write has many outcomes. */
const SPACING_MS = 25;
/** A row of the queue is written once all its messages have outcomes, or those that it has by then. */
const PARTIAL_AFTER_MS = 250;
/** The same while a receipt waits for one of them. */
const PARTIAL_URGENT_MS = 20;

export type Concluding = { others: CarrierReceipt[]; rest: Promise<CarrierReceipt[]> };

const NONE: ReadonlySet<string> = new Set();

type Open = {
  row: HandOver['row'];
  handOvers: HandOver[];
  writtenBy: number;
  written: Promise<void>;
  /** Messages that their receipts ended. */
  concluded: ReadonlySet<string>;
  resolve(): void;
  reject(error: unknown): void;
};

/**
 * Gathers outcomes and writes them together, one write at a time. Rows of the queue are written whole where possible: to
 * take some messages out of a row costs more than to delete it. A receipt that arrives before the outcome of its message is
 * written goes with it. `write` returns the messages that their receipts ended.
 */
export class OutcomeWriter {
  readonly #open = new Map<string, Open>();
  #ready: Open[] = [];
  readonly #byCarrierId = new Map<string, { open: Open; handOver: HandOver }>();
  #writing: ReadonlySet<HandOver> = new Set();
  #running = false;
  #beganMs = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | null = null;

  constructor(
    private readonly write: (handOvers: HandOver[]) => Promise<ReadonlySet<string>>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Resolves once the outcome is written. Rejects when it cannot be written. */
  add(handOver: HandOver): Promise<void> {
    const { row } = handOver;
    const open = this.#open.get(row.id) ?? this.#begin(row);
    open.handOvers.push(handOver);
    for (const id of carrierIdsOf(handOver)) this.#byCarrierId.set(id, { open, handOver });
    if (this.#makeReady(open)) this.#wake?.();
    if (!this.#running) {
      this.#running = true;
      // What is answered in the same turn is written together.
      setImmediate(() => void this.#run());
    }
    return open.written;
  }

  /**
   * Takes receipts of messages whose acceptance is not written yet. `others` are those that it does not take; `rest` resolves
   * once the acceptances are written, with those that could not be written with them.
   */
  conclude(receipts: readonly CarrierReceipt[]): Concluding {
    const waited = new Set<Open>();
    const others: CarrierReceipt[] = [];
    const rest: CarrierReceipt[] = [];
    const joined: { receipt: CarrierReceipt; messageId: string; open: Open }[] = [];
    for (const receipt of receipts) {
      const found = this.#find(receipt);
      if (!found) {
        others.push(receipt);
        continue;
      }
      waited.add(found.open);
      const { messageId } = found.handOver.message;
      if (this.#join(found.handOver, receipt)) joined.push({ receipt, messageId, open: found.open });
      else rest.push(receipt);
    }
    if (waited.size === 0) return { others, rest: Promise.resolve(rest) };
    const soon = this.now() + PARTIAL_URGENT_MS;
    for (const open of waited) open.writtenBy = Math.min(open.writtenBy, soon);
    this.#wake?.();
    const written = Promise.allSettled([...waited].map(({ written }) => written)).then(() => {
      for (const { receipt, messageId, open } of joined) if (!open.concluded.has(messageId)) rest.push(receipt);
      return rest;
    });
    return { others, rest: written };
  }

  #find({ carrierMessageId, candidates }: CarrierReceipt) {
    for (const id of candidates ?? [carrierMessageId]) {
      const found = this.#byCarrierId.get(id);
      if (found) return found;
    }
    return undefined;
  }

  /** Only a final receipt whose number agrees: every other case is that of a stored message. */
  #join(handOver: HandOver, receipt: CarrierReceipt): boolean {
    const { message, outcome } = handOver;
    const { recipient } = receipt;
    if (outcome.kind !== 'accepted' || outcome.parts || handOver.receipt || !isFinal(receipt.status)) return false;
    if (this.#writing.has(handOver)) return false;
    if (!recipient || !message.recipient || !isSameNumber(recipient, message.recipient)) return false;
    handOver.receipt = receipt;
    return true;
  }

  #begin(row: HandOver['row']): Open {
    let settle: Pick<Open, 'resolve' | 'reject'> = { resolve: () => {}, reject: () => {} };
    const written = new Promise<void>((resolve, reject) => {
      settle = { resolve, reject };
    });
    written.catch(() => undefined);
    const open: Open = {
      row,
      handOvers: [],
      writtenBy: this.now() + PARTIAL_AFTER_MS,
      written,
      concluded: NONE,
      ...settle,
    };
    this.#open.set(row.id, open);
    return open;
  }

  #makeReady(open: Open): boolean {
    if (open.handOvers.length < open.row.size || !this.#open.delete(open.row.id)) return false;
    this.#ready.push(open);
    return true;
  }

  async #run(): Promise<void> {
    for (;;) {
      const some = this.#takeDue();
      if (some.length > 0) await this.#writeNow(some);
      else if (this.#open.size === 0 && this.#ready.length === 0) break;
      else await this.#sleep();
    }
    this.#running = false;
  }

  #takeDue(): Open[] {
    const now = this.now();
    if (now < this.#beganMs + SPACING_MS) return [];
    for (const open of [...this.#open.values()]) {
      if (open.writtenBy > now) continue;
      this.#open.delete(open.row.id);
      this.#ready.push(open);
    }
    const due = this.#ready;
    this.#ready = [];
    return due;
  }

  async #writeNow(some: Open[]): Promise<void> {
    this.#beganMs = this.now();
    const all = some.flatMap(({ handOvers }) => handOvers);
    this.#writing = new Set(all);
    try {
      const concluded = await this.write(all);
      for (const open of some) open.concluded = concluded;
      for (const { row, handOvers } of some) row.size -= handOvers.length;
      for (const { resolve } of some) resolve();
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
    for (const open of some) {
      for (const handOver of open.handOvers) this.#forget(handOver, open);
      // Outcomes of the row that came during the write may be the last of it.
      const rest = this.#open.get(open.row.id);
      if (rest) this.#makeReady(rest);
    }
  }

  #forget(handOver: HandOver, open: Open): void {
    for (const id of carrierIdsOf(handOver)) if (this.#byCarrierId.get(id)?.open === open) this.#byCarrierId.delete(id);
  }

  #sleep(): Promise<void> {
    const next = this.#ready.length > 0 ? 0 : Math.min(...[...this.#open.values()].map(({ writtenBy }) => writtenBy));
    const untilMs = Math.max(next, this.#beganMs + SPACING_MS);
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(end, Math.max(1, untilMs - this.now()));
      this.#wake = end;
    });
  }
}

function carrierIdsOf({ outcome }: HandOver): string[] {
  if (outcome.kind !== 'accepted') return [];
  return outcome.parts?.map(({ carrierMessageId }) => carrierMessageId) ?? [outcome.carrierMessageId];
}
