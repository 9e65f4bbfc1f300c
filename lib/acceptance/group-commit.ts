import { AppError } from '../base/errors';
import { LockRetryQueue } from './lock-retry-queue';

/**
 * One batch at a time: a second beside it would be half as large at the same cost, and wait for the first one's lock
 * where both count the same key. A batch that takes longer than this, because it is heavy or one of its keys is locked, is
 * not waited for: what its owners send meanwhile is held back, or it would block the next batch as well.
 */
const PATIENCE_MS = 20;
/**
 * A server that waits for a lock would have said so by now (lib/database/db.ts, lock_timeout), so this batch waits for none: its
 * connection is silent, or the server slow. Its owners are held back no longer, and others get its place.
 */
const SUSPECT_MS = 600;
/** What waited this long for its turn is refused: nothing was written yet. */
const WAIT_LIMIT_MS = 1_400;
/** With those that take long, without suspects. */
const MAX_IN_FLIGHT = 4;
/** Of a batch, in the measure of `weigh`; a heavier item goes alone. */
const MAX_BATCH = 512;
const RETRY_AFTER_S = 1;
/** SQLSTATE lock_not_available. */
const LOCK_TIMEOUT = '55P03';

type Entry<Item, Result> = {
  item: Item;
  addedMs: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

type Options<Item, Result> = {
  /** Returns one result per item, in order, once their one transaction is durable. */
  write: (items: Item[]) => Promise<Result[]>;
  weigh: (item: Item) => number;
  /** Whose locks an item may have to wait for. */
  ownerOf: (item: Item) => string;
  /** Weight that may wait, and as much again of those who are held back. More would only wait longer. */
  maxWaiting: number;
  /** The parts of a batch that need a transaction each, in their order. */
  split?: (items: Item[]) => Item[][];
  /** Called with the weight of each batch. */
  onBatch?: (weight: number) => void;
  /** Called when the connection of a batch is probably silent. */
  onStalled?: () => void;
};

/**
 * Group commit: what arrives while a batch is being written goes into the next one, so that many requests share one
 * statement and one fsync, and a lone request does not wait. An owner whose lock is not released delays others once, by one
 * lock timeout; after that its items are tried apart.
 */
export class GroupCommit<Item, Result> {
  #waiting: Entry<Item, Result>[] = [];
  #weight = 0;
  #inFlight = 0;
  /** Of those in flight. */
  #late = 0;
  /** Owners of late batches, and the weight of what is held back for them. */
  readonly #lateOwners = new Map<string, number>();
  #held = 0;
  #scheduled = false;
  readonly #blocked: LockRetryQueue<Entry<Item, Result>>;

  constructor(private readonly options: Options<Item, Result>) {
    this.#blocked = new LockRetryQueue({
      write: (entries) => this.#writeParts(entries),
      weigh: ({ item }) => options.weigh(item),
      maxWeight: options.maxWaiting,
      limitMs: WAIT_LIMIT_MS,
      giveUp: (entry) => this.#giveUp(entry),
    });
  }

  /**
   * Resolves when `item` is committed. Rejects with the failure of its transaction, or its own when that can be told;
   * with `overloaded` when too much waits already, `unavailable` when its turn did not come in time.
   */
  add(item: Item): Promise<Result> {
    const { weigh, maxWaiting, ownerOf } = this.options;
    const isHeld = this.#isHeld(item);
    if ((isHeld ? this.#held : this.#ready) >= maxWaiting) return Promise.reject(overloaded());
    const owner = ownerOf(item);
    const isBlocked = this.#blocked.has(owner);
    if (isBlocked && this.#blocked.isFull) return Promise.reject(overloaded());
    const weight = weigh(item);
    return new Promise((resolve, reject) => {
      const entry = { item, addedMs: performance.now(), resolve, reject };
      if (isBlocked) return this.#blocked.add(owner, [entry]);
      this.#weight += weight;
      if (isHeld) this.#held += weight;
      this.#waiting.push(entry);
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
    const oldestMs = performance.now() - WAIT_LIMIT_MS;
    let weight = 0;
    let expired = 0;
    let isFull = false;
    for (const entry of this.#waiting) {
      if (isFull || this.#isHeld(entry.item)) {
        left.push(entry);
        continue;
      }
      const own = this.options.weigh(entry.item);
      if (entry.addedMs < oldestMs) {
        expired += own;
        this.#giveUp(entry);
        continue;
      }
      isFull = batch.length > 0 && weight + own > MAX_BATCH;
      (isFull ? left : batch).push(entry);
      if (!isFull) weight += own;
    }
    this.#waiting = left;
    this.#weight -= weight + expired;
    if (batch.length > 0) this.options.onBatch?.(weight);
    return batch;
  }

  async #flush(batch: Entry<Item, Result>[]): Promise<void> {
    this.#inFlight++;
    const owners = () => new Set(batch.map(({ item }) => this.options.ownerOf(item)));
    let state: 'quick' | 'late' | 'suspect' = 'quick';
    let timer = setTimeout(() => {
      state = 'late';
      this.#late++;
      this.#hold(owners(), 1);
      timer = setTimeout(() => {
        state = 'suspect';
        this.#leave(owners(), true);
        this.options.onStalled?.();
      }, SUSPECT_MS - PATIENCE_MS);
    }, PATIENCE_MS);
    const blocked = await this.#writeParts(batch);
    clearTimeout(timer);
    if ((state as string) !== 'suspect') this.#leave(owners(), (state as string) === 'late');
    for (const [owner, entries] of this.#byOwner(blocked)) this.#blocked.add(owner, entries);
  }

  /** A batch that waits no longer for its answer, or had it, makes room. */
  #leave(owners: Set<string>, wasLate: boolean): void {
    this.#inFlight--;
    if (wasLate) {
      this.#late--;
      this.#hold(owners, -1);
    }
    this.#schedule();
  }

  #hold(owners: Set<string>, by: 1 | -1): void {
    for (const owner of owners) {
      const batches = (this.#lateOwners.get(owner) ?? 0) + by;
      if (batches > 0) this.#lateOwners.set(owner, batches);
      else this.#lateOwners.delete(owner);
    }
    this.#held = 0;
    for (const { item } of this.#waiting) if (this.#isHeld(item)) this.#held += this.options.weigh(item);
    this.#schedule();
  }

  #byOwner(entries: Entry<Item, Result>[]): Map<string, Entry<Item, Result>[]> {
    const groups = new Map<string, Entry<Item, Result>[]>();
    for (const entry of entries) {
      const owner = this.options.ownerOf(entry.item);
      const group = groups.get(owner);
      if (group) group.push(entry);
      else groups.set(owner, [entry]);
    }
    return groups;
  }

  #split(batch: Entry<Item, Result>[]): Entry<Item, Result>[][] {
    const { split } = this.options;
    const parts = split?.(batch.map((entry) => entry.item)) ?? [];
    if (parts.length <= 1) return [batch];
    const entries = new Map(batch.map((entry) => [entry.item, entry]));
    return parts.map((items) => items.map((item) => entries.get(item) as Entry<Item, Result>));
  }

  /** Settles all entries except those it returns, which met a lock. */
  async #writeParts(batch: Entry<Item, Result>[]): Promise<Entry<Item, Result>[]> {
    const blocked: Entry<Item, Result>[] = [];
    for (const part of this.#split(batch)) blocked.push(...(await this.#write(part)));
    return blocked;
  }

  async #write(part: Entry<Item, Result>[]): Promise<Entry<Item, Result>[]> {
    try {
      const results = await this.options.write(part.map((entry) => entry.item));
      part.forEach((entry, i) => {
        entry.resolve(results[i] as Result);
      });
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_TIMEOUT) return this.#withoutExpired(part, error);
      await this.#writeAlone(part, error);
    }
    return [];
  }

  #withoutExpired(part: Entry<Item, Result>[], error: unknown): Entry<Item, Result>[] {
    const oldestMs = performance.now() - WAIT_LIMIT_MS;
    for (const entry of part) if (entry.addedMs < oldestMs) entry.reject(error);
    return part.filter((entry) => entry.addedMs >= oldestMs);
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

  #giveUp(entry: Entry<Item, Result>): void {
    entry.reject(
      new AppError('unavailable', 'The database took too long. Nothing was done; try again.', {
        retryAfterS: RETRY_AFTER_S,
      }),
    );
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
