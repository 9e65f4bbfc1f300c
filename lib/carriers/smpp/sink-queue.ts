/** Most values that are stored together. */
const MAX_BATCH = 1_000;

type Waiting<T> = { value: T; done: (isStored: boolean) => void };

/**
 * Passes values to a sink, in batches: the first at once, those that arrive while it stores together after it. `done` is
 * called once a value is stored, or with false when it is not.
 */
export class SinkQueue<T> {
  #waiting: Waiting<T>[] = [];
  #running = false;
  #size = 0;

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
      const batch = this.#waiting.length > MAX_BATCH ? this.#waiting.splice(0, MAX_BATCH) : this.#waiting;
      if (batch === this.#waiting) this.#waiting = [];
      const isStored = await this.#store(batch.map(({ value }) => value));
      this.#size -= batch.length;
      for (const { done } of batch) done(isStored);
    }
    this.#running = false;
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
