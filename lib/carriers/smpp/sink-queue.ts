/** Most values that are stored together. */
const MAX_BATCH = 1_000;
/** After a failure fewer are: a value that cannot be stored must not keep the others from it for long. */
const SHRINK = 4;
const GROW = 2;
/** Shortly after a batch of this size, those that follow are gathered before they are stored. */
const LOADED_BATCH = 5;
const LOADED_FOR_MS = 50;
/** Values are gathered as long as more arrive within this time, at most GATHER_LIMIT_MS: the carrier's window bounds them. */
const QUIET_MS = 2;
const GATHER_LIMIT_MS = 20;

type Waiting<T> = { value: T; done: (isStored: boolean) => void };

/**
 * Passes values to a sink, in batches: the first at once, those that arrive while it stores together after it. `done` is
 * called once a value is stored, or with false when it is not: a batch is stored as a whole or not at all.
 */
export class SinkQueue<T> {
  #waiting: Waiting<T>[] = [];
  #running = false;
  #size = 0;
  #limit = MAX_BATCH;
  #last = { size: 0, endedMs: 0 };

  constructor(
    private readonly store: (values: T[]) => Promise<void>,
    private readonly onFailure: (error: unknown, count: number) => void,
  ) {}

  /** Values that are not stored yet. */
  get size(): number {
    return this.#size;
  }

  add(value: T, done: (isStored: boolean) => void): void {
    this.#waiting.push({ value, done });
    this.#size++;
    if (this.#running) return;
    this.#running = true;
    // What the socket read together is stored together.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#isLoaded(performance.now())) await this.#gather();
      const batch = this.#waiting.length > this.#limit ? this.#waiting.splice(0, this.#limit) : this.#waiting;
      if (batch === this.#waiting) this.#waiting = [];
      const isStored = await this.#store(batch.map(({ value }) => value));
      this.#size -= batch.length;
      this.#limit = isStored ? Math.min(MAX_BATCH, this.#limit * GROW) : Math.max(1, Math.floor(batch.length / SHRINK));
      this.#last = { size: batch.length, endedMs: performance.now() };
      for (const { done } of batch) done(isStored);
    }
    this.#running = false;
  }

  #isLoaded(now: number): boolean {
    return this.#last.size >= LOADED_BATCH && now - this.#last.endedMs < LOADED_FOR_MS;
  }

  /** Waits until no more values arrive: what a batch costs is then shared by more. */
  async #gather(): Promise<void> {
    const limitMs = performance.now() + GATHER_LIMIT_MS;
    for (let before = 0; before < this.#waiting.length && performance.now() < limitMs; ) {
      before = this.#waiting.length;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
  }

  async #store(values: T[]): Promise<boolean> {
    try {
      await this.store(values);
      return true;
    } catch (error) {
      this.onFailure(error, values.length);
      return false;
    }
  }
}
