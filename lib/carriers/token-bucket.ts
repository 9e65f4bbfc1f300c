/** Share of a second's submissions that may be sent at once after a pause. */
const BURST_S = 0.05;

/** Limits submissions to a rate per second. Times are milliseconds of any clock that only moves forward. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #capacity: number;
  #tokens: number;
  #at: number;

  constructor(ratePerSecond: number, nowMs: number) {
    this.#perMs = ratePerSecond / 1_000;
    this.#capacity = Math.max(1, ratePerSecond * BURST_S);
    this.#tokens = this.#capacity;
    this.#at = nowMs;
  }

  /** Returns how many submissions are allowed now. */
  available(nowMs: number): number {
    this.#tokens = Math.min(this.#capacity, this.#tokens + Math.max(0, nowMs - this.#at) * this.#perMs);
    this.#at = nowMs;
    return Math.max(0, Math.floor(this.#tokens + 1e-9));
  }

  /** Counts one submission. What exceeds the rate delays later ones. */
  take(): void {
    this.#tokens -= 1;
  }

  /** Returns the time until the next submission is allowed. */
  untilNextMs(nowMs: number): number {
    return this.available(nowMs) > 0 ? 0 : Math.ceil((1 - this.#tokens) / this.#perMs);
  }
}
