import { AppError } from '../base/errors';
import { groupBy } from '../base/group-by';
import { SilentServerError } from '../database/not-connected';
import { FairQueue } from './fair-queue';
import type { Entry, Options, Progress } from './group-commit-options';
import { LockRetryQueue } from './lock-retry-queue';

/**
 * One batch at a time: a second beside it would be half as large at the same cost, and wait for the first one's lock
 * where both count the same key. A batch that takes longer than this is slow, because it is heavy or one of its keys is
 * locked: the next batch does not wait for it. Items of its owners are held back, or they would block that batch as well.
 */
const SLOW_MS = 20;
/**
 * A batch that waits for a lock would have failed by now (lib/database/db.ts, lock_timeout), so this one is stalled: its
 * connection is dead, or the server slow. Its owners are held back no longer, and another batch may start.
 */
const STALLED_MS = 600;
/** An item that waited this long is refused: nothing was written yet. */
const WAIT_LIMIT_MS = 1_400;
/** Time from `add` after which a request is answered although its batch has not ended. */
const ANSWER_LIMIT_MS = 1_800;
/** Batches in flight, with slow ones and without stalled ones. */
const MAX_IN_FLIGHT = 4;
/** Weight of a batch, as `weigh` counts it; a heavier item is a batch of its own. */
const MAX_BATCH = 512;
const RETRY_AFTER_S = 1;
/** SQLSTATE lock_not_available. */
const LOCK_TIMEOUT = '55P03';

/**
 * Group commit: items that arrive while a batch is written go into the next one, so that many requests share one statement
 * and one fsync, and a lone request does not wait. An owner whose lock is not released delays others once, by one lock
 * timeout; after that its items are retried separately.
 */
export class GroupCommit<Item, Result> {
  #waiting: Entry<Item, Result>[] = [];
  #weight = 0;
  #inFlight = 0;
  /** Slow batches among those in flight. */
  #slow = 0;
  /** Owners of slow batches with their number, and the weight of the items that are held back for them. */
  readonly #slowOwners = new Map<string, number>();
  #held = 0;
  #scheduled = false;
  #isPaused = false;
  readonly #lockRetries: LockRetryQueue<Entry<Item, Result>>;
  readonly #fair: FairQueue;

  constructor(private readonly options: Options<Item, Result>) {
    this.#fair = new FairQueue(options.maxWaiting);
    this.#lockRetries = new LockRetryQueue({
      write: (entries) => this.#writeParts(entries),
      weigh: ({ item }) => options.weigh(item),
      maxWeight: options.maxWaiting,
      limitMs: WAIT_LIMIT_MS,
      giveUp: (entry) => this.#giveUp(entry),
    });
  }

  /**
   * Resolves when `item` is committed. Rejects with the error of its transaction, or its own where that is known; with
   * `overloaded` when too much of its tenant waits already, with `unavailable` when it waited too long.
   */
  add(item: Item): Promise<Result> {
    const { weigh, tenantOf, ownerOf } = this.options;
    const tenant = tenantOf(item);
    const weight = weigh(item);
    if (!this.#fair.admits(tenant, weight)) return Promise.reject(overloaded());
    const owner = ownerOf(item);
    const isRetried = this.#lockRetries.has(owner);
    if (isRetried && this.#lockRetries.isFull) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const entry = { item, addedMs: performance.now(), place: 0, resolve, reject };
      if (isRetried) return this.#lockRetries.add(owner, [entry]);
      entry.place = this.#fair.enter(tenant, weight);
      this.#weight += weight;
      if (this.#isHeld(item)) this.#held += weight;
      this.#waiting.push(entry);
      this.#schedule();
    });
  }

  /** Weight of the items that wait for the next batch. */
  get waiting(): number {
    return this.#weight;
  }

  /** Weight of the items that the next batch may take. */
  get #ready(): number {
    return this.#weight - this.#held;
  }

  #isHeld(item: Item): boolean {
    return this.#slowOwners.size > 0 && this.#slowOwners.has(this.options.ownerOf(item));
  }

  #schedule(): void {
    if (this.#scheduled || this.#isPaused || this.#ready === 0) return;
    if (this.#inFlight > this.#slow || this.#inFlight >= MAX_IN_FLIGHT) return;
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
    let isFull = false;
    if (this.#fair.tenants > 1) this.#waiting.sort((a, b) => a.place - b.place);
    for (const entry of this.#waiting) {
      if (isFull || this.#isHeld(entry.item)) {
        left.push(entry);
        continue;
      }
      const own = this.options.weigh(entry.item);
      if (entry.addedMs < oldestMs) {
        this.#leave(entry);
        this.#giveUp(entry);
        continue;
      }
      isFull = batch.length > 0 && weight + own > MAX_BATCH;
      if (isFull) {
        left.push(entry);
        continue;
      }
      batch.push(entry);
      weight += own;
      this.#fair.reach(entry.place);
      this.#leave(entry);
    }
    this.#waiting = left;
    if (batch.length > 0) this.options.onBatch?.(weight);
    return batch;
  }

  async #flush(batch: Entry<Item, Result>[]): Promise<void> {
    this.#inFlight++;
    const owners = () => new Set(batch.map(({ item }) => this.options.ownerOf(item)));
    let state: 'normal' | 'slow' | 'stalled' = 'normal';
    let timer = setTimeout(() => {
      state = 'slow';
      this.#slow++;
      this.#hold(owners(), 1);
      timer = setTimeout(() => {
        state = 'stalled';
        this.#makeRoom(owners(), true);
        this.options.onStalled?.();
      }, STALLED_MS - SLOW_MS);
    }, SLOW_MS);
    const startedMs = performance.now();
    const blocked = await this.#writeParts(batch);
    clearTimeout(timer);
    this.#pause(this.options.pauseAfter?.(performance.now() - startedMs) ?? 0);
    if ((state as string) !== 'stalled') this.#makeRoom(owners(), (state as string) === 'slow');
    if (blocked.length === 0) return;
    const retried = groupBy(blocked, ({ item }) => this.options.ownerOf(item));
    for (const [owner, entries] of retried) entries.push(...this.#takeOwned(owner));
    for (const [owner, entries] of retried) this.#lockRetries.add(owner, entries);
  }

  #pause(ms: number): void {
    if (ms <= 0 || this.#isPaused) return;
    this.#isPaused = true;
    setTimeout(() => {
      this.#isPaused = false;
      this.#schedule();
    }, ms);
  }

  /** Takes the waiting items of an owner that ran into a lock timeout: in the next batch they would delay others again. */
  #takeOwned(owner: string): Entry<Item, Result>[] {
    const isOwned = ({ item }: Entry<Item, Result>) => this.options.ownerOf(item) === owner;
    const taken = this.#waiting.filter(isOwned);
    this.#waiting = this.#waiting.filter((entry) => !isOwned(entry));
    for (const entry of taken) this.#leave(entry);
    this.#countHeld();
    return taken;
  }

  /** Counts an entry that no longer waits here. */
  #leave({ item }: Entry<Item, Result>): void {
    const weight = this.options.weigh(item);
    this.#weight -= weight;
    this.#fair.leave(this.options.tenantOf(item), weight);
  }

  /** Makes room for another batch when one has ended or is stalled. */
  #makeRoom(owners: Set<string>, wasSlow: boolean): void {
    this.#inFlight--;
    if (wasSlow) {
      this.#slow--;
      this.#hold(owners, -1);
    }
    this.#schedule();
  }

  #hold(owners: Set<string>, by: 1 | -1): void {
    for (const owner of owners) {
      const batches = (this.#slowOwners.get(owner) ?? 0) + by;
      if (batches > 0) this.#slowOwners.set(owner, batches);
      else this.#slowOwners.delete(owner);
    }
    this.#countHeld();
    this.#schedule();
  }

  #countHeld(): void {
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

  /** Settles all entries except those it returns, which ran into a lock timeout. */
  async #writeParts(batch: Entry<Item, Result>[]): Promise<Entry<Item, Result>[]> {
    const blocked: Entry<Item, Result>[] = [];
    const progress: Progress = { isSent: false, isGivenUp: false };
    let current: Entry<Item, Result>[] = [];
    const oldestMs = Math.min(...batch.map(({ addedMs }) => addedMs));
    const leftMs = oldestMs + ANSWER_LIMIT_MS - performance.now();
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

  /** Writes each item alone where the database refused the data: one bad item must not fail the others. */
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
    const detail = 'The database took too long. Nothing was done; try again.';
    entry.reject(new AppError('unavailable', detail, { retryAfterS: RETRY_AFTER_S }));
  }
}

function overloaded(): AppError {
  const detail = 'More messages arrived than can be written right now. Nothing was accepted; try again.';
  return new AppError('overloaded', detail, { retryAfterS: RETRY_AFTER_S });
}
