/** Share of a second's messages that may be sent at once after a pause. */
const BURST_S = 0.05;

/** Limits PDUs to a rate per second. Times are milliseconds of any clock that only moves forward. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #capacity: number;
  #tokens: number;
  #at: number;

  constructor(ratePerSecond: number, now: number) {
    this.#perMs = ratePerSecond / 1_000;
    this.#capacity = Math.max(1, ratePerSecond * BURST_S);
    this.#tokens = this.#capacity;
    this.#at = now;
  }

  /** Returns how many PDUs may be sent now. */
  available(now: number): number {
    this.#tokens = Math.min(this.#capacity, this.#tokens + Math.max(0, now - this.#at) * this.#perMs);
    this.#at = now;
    return Math.floor(this.#tokens + 1e-9);
  }

  /** Call only after `available` returned at least 1. */
  take(): void {
    this.#tokens -= 1;
  }

  /** Returns the time until the next PDU may be sent. */
  untilNextMs(now: number): number {
    return this.available(now) > 0 ? 0 : Math.ceil((1 - this.#tokens) / this.#perMs);
  }
}
