/** Two in flight keep the database busy while the next batch fills; more only make batches smaller. */
const MAX_IN_FLIGHT = 2;
const MAX_BATCH = 512;

type Entry<Item, Result> = {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

/**
 * Group commit: what arrives while a batch is being written goes into the next one, so that many requests share one
 * statement and one fsync, and a lone request waits for nobody. `write` returns one result per item, in order, after
 * its transaction is durable.
 */
export class GroupCommit<Item, Result> {
  #waiting: Entry<Item, Result>[] = [];
  #inFlight = 0;
  #scheduled = false;

  constructor(private readonly write: (items: Item[]) => Promise<Result[]>) {}

  /** Resolves when `item` is committed. Rejects with the failure of its batch, or its own when that can be told. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= MAX_IN_FLIGHT || this.#waiting.length === 0) return;
    this.#scheduled = true;
    // After this turn of the event loop, so that all requests read in it share the batch.
    setImmediate(() => {
      this.#scheduled = false;
      const batch = this.#waiting.splice(0, MAX_BATCH);
      if (batch.length > 0) void this.#flush(batch);
      this.#schedule();
    });
  }

  async #flush(batch: Entry<Item, Result>[]): Promise<void> {
    this.#inFlight++;
    try {
      const results = await this.write(batch.map((entry) => entry.item));
      batch.forEach((entry, i) => {
        entry.resolve(results[i] as Result);
      });
    } catch (error) {
      await this.#writeAlone(batch, error);
    } finally {
      this.#inFlight--;
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
