import { AppError } from '../errors';

/**
 * One batch at a time: a second beside it would be half as large at the same cost, and wait for the first one's lock
 * where both count the same key. But nothing waits for a batch that takes longer than this, because it is heavy or one
 * of its keys is locked.
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

/**
 * Group commit: what arrives while a batch is being written goes into the next one, so that many requests share one
 * statement and one fsync, and a lone request waits for nobody. `write` returns one result per item, in order, after
 * its transaction is durable. More than `maxWaiting` is turned away at once: waiting longer would help nobody.
 */
export class GroupCommit<Item, Result> {
  #waiting: Entry<Item, Result>[] = [];
  #weight = 0;
  #inFlight = 0;
  /** Of those in flight. */
  #late = 0;
  #scheduled = false;

  /** `onBatch` hears the weight of each batch. */
  constructor(
    private readonly write: (items: Item[]) => Promise<Result[]>,
    private readonly weigh: (item: Item) => number,
    private readonly maxWaiting: number,
    private readonly onBatch: (weight: number) => void = () => undefined,
  ) {}

  /**
   * Resolves when `item` is committed. Rejects with the failure of its batch, or its own when that can be told; with
   * `overloaded` when too much waits already.
   */
  add(item: Item): Promise<Result> {
    if (this.#weight >= this.maxWaiting) return Promise.reject(overloaded());
    this.#weight += this.weigh(item);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Weight of what waits for the next batch. */
  get waiting(): number {
    return this.#weight;
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
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
    let weight = 0;
    let count = 0;
    for (const { item } of this.#waiting) {
      const own = this.weigh(item);
      if (count > 0 && weight + own > MAX_BATCH) break;
      weight += own;
      count++;
    }
    this.#weight -= weight;
    if (count > 0) this.onBatch(weight);
    return this.#waiting.splice(0, count);
  }

  async #flush(batch: Entry<Item, Result>[]): Promise<void> {
    this.#inFlight++;
    let isLate = false;
    const patience = setTimeout(() => {
      isLate = true;
      this.#late++;
      this.#schedule();
    }, PATIENCE_MS);
    try {
      const results = await this.write(batch.map((entry) => entry.item));
      batch.forEach((entry, i) => {
        entry.resolve(results[i] as Result);
      });
    } catch (error) {
      await this.#writeAlone(batch, error);
    } finally {
      clearTimeout(patience);
      this.#inFlight--;
      if (isLate) this.#late--;
      this.#schedule();
    }
  }

  /** The database refused the batch's data: find whose, so that one bad item cannot fail its neighbours. */
  async #writeAlone(batch: Entry<Item, Result>[], error: unknown): Promise<void> {
    const isDataError = /^2[23]/.test((error as { code?: string }).code ?? '');
    for (const entry of batch) {
      if (!isDataError || batch.length === 1) {
        entry.reject(error);
        continue;
      }
      try {
        entry.resolve((await this.write([entry.item]))[0] as Result);
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
