import { AppError } from '../base/errors';
import { SilentServerError } from '../database/not-connected';
import { BlockedLane } from './blocked-lane';
import type { Entry, Options, Progress } from './group-commit-options';

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
/** After which a request is answered although its batch is not, from when it was added. */
const ANSWER_LIMIT_MS = 1_800;
/** With those that take long, without suspects. */
const MAX_IN_FLIGHT = 4;
/** Of a batch, in the measure of `weigh`; a heavier item goes alone. */
const MAX_BATCH = 512;
const RETRY_AFTER_S = 1;
/** SQLSTATE lock_not_available. */
const LOCK_TIMEOUT = '55P03';

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
  readonly #blocked: BlockedLane<Entry<Item, Result>>;

  constructor(private readonly options: Options<Item, Result>) {
    this.#blocked = new BlockedLane({
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
        this.options.onSuspect?.();
      }, SUSPECT_MS - PATIENCE_MS);
    }, PATIENCE_MS);
    const blocked = await this.#writeParts(batch);
    clearTimeout(timer);
    if ((state as string) !== 'suspect') this.#leave(owners(), (state as string) === 'late');
    if (blocked.length === 0) return;
    const apart = this.#byOwner(blocked);
    for (const [owner, entries] of apart) entries.push(...this.#takeOwned(owner));
    for (const [owner, entries] of apart) this.#blocked.add(owner, entries);
  }

  /** What waits of an owner that met a lock: in the next batch it would delay others once more. */
  #takeOwned(owner: string): Entry<Item, Result>[] {
    const isOwned = ({ item }: Entry<Item, Result>) => this.options.ownerOf(item) === owner;
    const taken = this.#waiting.filter(isOwned);
    this.#waiting = this.#waiting.filter((entry) => !isOwned(entry));
    for (const { item } of taken) this.#weight -= this.options.weigh(item);
    this.#countHeld();
    return taken;
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
    this.#countHeld();
    this.#schedule();
  }

  #countHeld(): void {
    this.#held = 0;
    for (const { item } of this.#waiting) if (this.#isHeld(item)) this.#held += this.options.weigh(item);
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
    const progress: Progress = { isSent: false, isGivenUp: false };
    let current: Entry<Item, Result>[] = [];
    const leftMs = (batch[0]?.addedMs ?? 0) + ANSWER_LIMIT_MS - performance.now();
    const limit = setTimeout(() => {
      progress.isGivenUp = true;
      if (progress.isSent) for (const entry of current) entry.reject(new SilentServerError());
      for (const entry of batch) this.#giveUp(entry);
    }, leftMs);
    for (const part of this.#split(batch)) {
      if (progress.isGivenUp) break;
      progress.isSent = false;
      current = part;
      blocked.push(...(await this.#write(part, progress)));
    }
    clearTimeout(limit);
    return progress.isGivenUp ? [] : blocked;
  }

  async #write(part: Entry<Item, Result>[], progress: Progress): Promise<Entry<Item, Result>[]> {
    try {
      const results = await this.options.write(
        part.map((entry) => entry.item),
        progress,
      );
      part.forEach((entry, i) => {
        entry.resolve(results[i] as Result);
      });
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_TIMEOUT) return this.#withoutExpired(part, error);
      await this.#writeAlone(part, error, progress);
    }
    return [];
  }

  #withoutExpired(part: Entry<Item, Result>[], error: unknown): Entry<Item, Result>[] {
    const oldestMs = performance.now() - WAIT_LIMIT_MS;
    for (const entry of part) if (entry.addedMs < oldestMs) entry.reject(error);
    return part.filter((entry) => entry.addedMs >= oldestMs);
  }

  /** If the database refused the data, finds whose: one bad item cannot fail its neighbours. */
  async #writeAlone(part: Entry<Item, Result>[], error: unknown, progress: Progress): Promise<void> {
    const isDataError = /^2[23]/.test((error as { code?: string }).code ?? '');
    for (const entry of part) {
      if (!isDataError || part.length === 1) {
        entry.reject(error);
        continue;
      }
      try {
        entry.resolve((await this.options.write([entry.item], progress))[0] as Result);
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
    'More messages arrived than can be written right now. Nothing was accepted; try again.',
    {
      retryAfterS: RETRY_AFTER_S,
    },
  );
}
