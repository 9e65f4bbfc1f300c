/** Owners whose items are retried at once, each on a connection of its own. */
const MAX_IN_FLIGHT = 3;
/** For how long an owner's items stay separate from those of others after a lock timeout. */
const SEPARATE_MS = 5_000;

export type QueuedEntry = { addedMs: number };

type Options<Entry extends QueuedEntry> = {
  /** Writes entries of one owner. Settles all except those it returns, which ran into a lock timeout and may be retried. */
  write: (entries: Entry[]) => Promise<Entry[]>;
  weigh: (entry: Entry) => number;
  /** Weight from which on the queue is full. */
  maxWeight: number;
  /** An entry that waited longer than this is passed to `giveUp`. */
  limitMs: number;
  giveUp: (entry: Entry) => void;
};

/**
 * Items whose owner ran into a lock that was not released in time. Each owner is retried separately from all others, so
 * that a key that stays locked delays its own requests only.
 */
export class LockRetryQueue<Entry extends QueuedEntry> {
  readonly #waiting = new Map<string, Entry[]>();
  readonly #inFlight = new Set<string>();
  /** Owners of recent lock timeouts, and until when they stay separate. */
  readonly #separate = new Map<string, number>();
  /** Weight of the waiting entries. */
  #weight = 0;

  constructor(private readonly options: Options<Entry>) {}

  /** Returns whether items of `owner` belong into this queue. */
  has(owner: string): boolean {
    if (this.#separate.size === 0 && this.#waiting.size === 0 && this.#inFlight.size === 0) return false;
    if (this.#waiting.has(owner) || this.#inFlight.has(owner)) return true;
    const untilMs = this.#separate.get(owner);
    if (untilMs === undefined) return false;
    if (untilMs > performance.now()) return true;
    this.#separate.delete(owner);
    return false;
  }

  get isFull(): boolean {
    return this.#weight >= this.options.maxWeight;
  }

  add(owner: string, entries: Entry[]): void {
    this.#weight += this.#weightOf(entries);
    const waiting = this.#waiting.get(owner);
    if (waiting) waiting.push(...entries);
    else this.#waiting.set(owner, entries);
    this.#next();
  }

  #next(): void {
    for (const [owner, waiting] of this.#waiting) {
      if (this.#inFlight.size >= MAX_IN_FLIGHT) return;
      if (this.#inFlight.has(owner)) continue;
      this.#waiting.delete(owner);
      this.#weight -= this.#weightOf(waiting);
      const entries = this.#withoutExpired(waiting);
      if (entries.length > 0) void this.#write(owner, entries);
    }
  }

  async #write(owner: string, entries: Entry[]): Promise<void> {
    this.#inFlight.add(owner);
    const blocked = await this.options.write(entries);
    this.#inFlight.delete(owner);
    if (blocked.length === 0) this.#separate.delete(owner);
    else {
      this.#separate.set(owner, performance.now() + SEPARATE_MS);
      // Moves the owner behind the others that wait.
      const arrived = this.#waiting.get(owner) ?? [];
      this.#waiting.delete(owner);
      this.#waiting.set(owner, [...blocked, ...arrived]);
      this.#weight += this.#weightOf(blocked);
    }
    this.#next();
  }

  #weightOf(entries: Entry[]): number {
    return entries.reduce((sum, entry) => sum + this.options.weigh(entry), 0);
  }

  #withoutExpired(entries: Entry[]): Entry[] {
    const oldestMs = performance.now() - this.options.limitMs;
    return entries.filter((entry) => {
      if (entry.addedMs > oldestMs) return true;
      this.options.giveUp(entry);
      return false;
    });
  }
}
