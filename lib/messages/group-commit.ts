import { AppError } from '../errors';

/**
 * One batch at a time: a second beside it would be half as large at the same cost, and wait for the first one's lock
 * where both count the same key. But nobody waits for others' batch that takes longer than this, because it is heavy or
 * one of their keys is locked: what they send meanwhile is held back, or it would block the next batch as well.
 */
const PATIENCE_MS = 20;
/** With those that take long. */
const MAX_IN_FLIGHT = 4;
/** Of a batch, in the measure that `weigh` gives; a heavier item goes alone. */
const MAX_BATCH = 512;
const RETRY_AFTER_S = 1;

type Entry<Item, Result> = {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

type Options<Item, Result> = {
  /** Gives one result per item, in order, once their one transaction is durable. */
  write: (items: Item[]) => Promise<Result[]>;
  weigh: (item: Item) => number;
  /** Whose locks an item may have to wait for. */
  ownerOf: (item: Item) => string;
  /** Weight that may wait, and as much again of those who are held back. More would only wait longer. */
  maxWaiting: number;
  /** The parts of a batch that need a transaction each, in their order. */
  split?: (items: Item[]) => Item[][];
  /** Hears the weight of each batch. */
  onBatch?: (weight: number) => void;
};

/**
 * Group commit: what arrives while a batch is being written goes into the next one, so that many requests share one
 * statement and one fsync, and a lone request waits for nobody.
 */
export class GroupCommit<Item, Result> {
  #waiting: Entry<Item, Result>[] = [];
  #weight = 0;
  #inFlight = 0;
  /** Of those in flight. */
  #late = 0;
  /** Whose batches are late, and what of the weight is theirs. */
  readonly #lateOwners = new Set<string>();
  #held = 0;
  #scheduled = false;

  constructor(private readonly options: Options<Item, Result>) {}

  /**
   * Resolves when `item` is committed. Rejects with the failure of its transaction, or its own when that can be told;
   * with `overloaded` when too much waits already.
   */
  add(item: Item): Promise<Result> {
    const { weigh, maxWaiting } = this.options;
    const isHeld = this.#isHeld(item);
    if ((isHeld ? this.#held : this.#ready) >= maxWaiting) return Promise.reject(overloaded());
    const weight = weigh(item);
    this.#weight += weight;
    if (isHeld) this.#held += weight;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Weight of what waits for the next batch. */
  get waiting(): number {
    return this.#weight;
  }

  /** Weight of what the next batch may take. */
  get #ready(): number {
    return this.#weight - this.#held;
  }

  #isHeld(item: Item): boolean {
    return this.#lateOwners.size > 0 && this.#lateOwners.has(this.options.ownerOf(item));
  }

  #schedule(): void {
    if (this.#scheduled || this.#ready === 0) return;
    if (this.#inFlight > this.#late || this.#inFlight >= MAX_IN_FLIGHT) return;
    this.#scheduled = true;
    // After this turn of the event loop, so that all requests read in it share the batch.
    setImmediate(() => {
      this.#scheduled = false;
      const batch = this.#take();
      if (batch.length > 0) void this.#flush(batch);
      this.#schedule();
    });
  }

  #take(): Entry<Item, Result>[] {
    const batch: Entry<Item, Result>[] = [];
    const left: Entry<Item, Result>[] = [];
    let weight = 0;
    let isFull = false;
    for (const entry of this.#waiting) {
      if (isFull || this.#isHeld(entry.item)) {
        left.push(entry);
        continue;
      }
      const own = this.options.weigh(entry.item);
      isFull = batch.length > 0 && weight + own > MAX_BATCH;
      (isFull ? left : batch).push(entry);
      if (!isFull) weight += own;
    }
    this.#waiting = left;
    this.#weight -= weight;
    if (batch.length > 0) this.options.onBatch?.(weight);
    return batch;
  }

  async #flush(batch: Entry<Item, Result>[]): Promise<void> {
    this.#inFlight++;
    let lateOwners: Set<string> | null = null;
    const patience = setTimeout(() => {
      lateOwners = new Set(batch.map(({ item }) => this.options.ownerOf(item)));
      this.#late++;
      for (const owner of lateOwners) this.#lateOwners.add(owner);
      this.#weighHeld();
      this.#schedule();
    }, PATIENCE_MS);
    for (const part of this.#split(batch)) await this.#write(part);
    clearTimeout(patience);
    this.#inFlight--;
    if (lateOwners) {
      this.#late--;
      // Nothing of theirs was taken since, so no other batch is late for them.
      for (const owner of lateOwners as Set<string>) this.#lateOwners.delete(owner);
      this.#weighHeld();
    }
    this.#schedule();
  }

  #weighHeld(): void {
    this.#held = 0;
    for (const { item } of this.#waiting) if (this.#isHeld(item)) this.#held += this.options.weigh(item);
  }

  #split(batch: Entry<Item, Result>[]): Entry<Item, Result>[][] {
    const { split } = this.options;
    const parts = split?.(batch.map((entry) => entry.item)) ?? [];
    if (parts.length <= 1) return [batch];
    const entries = new Map(batch.map((entry) => [entry.item, entry]));
    return parts.map((items) => items.map((item) => entries.get(item) as Entry<Item, Result>));
  }

  async #write(part: Entry<Item, Result>[]): Promise<void> {
    try {
      const results = await this.options.write(part.map((entry) => entry.item));
      part.forEach((entry, i) => {
        entry.resolve(results[i] as Result);
      });
    } catch (error) {
      await this.#writeAlone(part, error);
    }
  }

  /** If the database refused the data, finds whose: one bad item cannot fail its neighbours. */
  async #writeAlone(part: Entry<Item, Result>[], error: unknown): Promise<void> {
    const isDataError = /^2[23]/.test((error as { code?: string }).code ?? '');
    for (const entry of part) {
      if (!isDataError || part.length === 1) {
        entry.reject(error);
        continue;
      }
      try {
        entry.resolve((await this.options.write([entry.item]))[0] as Result);
      } catch (own) {
        entry.reject(own);
      }
    }
  }
}

function overloaded(): AppError {
  return new AppError(
    'overloaded',
    'More messages came than can be written just now. Nothing was accepted; try again.',
    {
      retryAfterS: RETRY_AFTER_S,
    },
  );
}
