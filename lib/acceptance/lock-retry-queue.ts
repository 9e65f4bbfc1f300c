/** How many owners' items are tried at once, each on a connection of its own. */
const MAX_IN_FLIGHT = 3;
/** After a lock timeout, for how long an owner's items stay apart from those of others. */
const APART_MS = 5_000;

export type QueuedEntry = { addedMs: number };

type Options<Entry extends QueuedEntry> = {
  /** Writes entries of one owner. Settles them all, except those it returns: they met a lock and may be tried again. */
  write: (entries: Entry[]) => Promise<Entry[]>;
  weigh: (entry: Entry) => number;
  /** Weight from which on nothing more is to be added. */
  maxWeight: number;
  /** An entry that waited longer than this is passed to `giveUp`. */
  limitMs: number;
  giveUp: (entry: Entry) => void;
};

/**
 * Items whose owner met a lock that was not released in time. Each owner is tried apart from all others, so that a key
 * that stays locked delays its own requests only.
 */
export class LockRetryQueue<Entry extends QueuedEntry> {
  readonly #waiting = new Map<string, Entry[]>();
  readonly #inFlight = new Set<string>();
  /** Owners of recent lock timeouts, and until when. */
  readonly #apart = new Map<string, number>();
  /** Of what waits. */
  #weight = 0;

  constructor(private readonly options: Options<Entry>) {}

  /** Whether items of `owner` belong here. */
  has(owner: string): boolean {
    if (this.#apart.size === 0 && this.#waiting.size === 0 && this.#inFlight.size === 0) return false;
    if (this.#waiting.has(owner) || this.#inFlight.has(owner)) return true;
    const untilMs = this.#apart.get(owner);
    if (untilMs === undefined) return false;
    if (untilMs > performance.now()) return true;
    this.#apart.delete(owner);
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
    if (blocked.length === 0) this.#apart.delete(owner);
    else {
      this.#apart.set(owner, performance.now() + APART_MS);
      // After the other owners that wait.
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
