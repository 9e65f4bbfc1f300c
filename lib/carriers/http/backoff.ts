const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
const JITTER = 0.2;

/**
 * The pauses of a carrier that cannot be used: 1 s, doubled with each pause in a row, at most 60 s, ±20 % at random. After a
 * pause one message is tried. Times are milliseconds of any clock that only moves forward.
 */
export class Backoff {
  #pauses = 0;
  #untilMs = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** Whether the last pause was not followed by a success. */
  get isActive(): boolean {
    return this.#pauses > 0;
  }

  remainingMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#untilMs - nowMs));
  }

  /** Begins a pause of at least `leastMs`. Messages that fail during a pause were sent before it and do not lengthen the next. */
  pause(nowMs: number, leastMs = 0): void {
    if (nowMs >= this.#untilMs) {
      const planned = Math.min(FIRST_MS * 2 ** this.#pauses, LONGEST_MS);
      this.#pauses++;
      this.#untilMs = nowMs + planned * (1 - JITTER + 2 * JITTER * this.random());
    }
    this.#untilMs = Math.max(this.#untilMs, nowMs + leastMs);
  }

  /** A message was answered as usual. During a pause this changes nothing: the message was sent before it. */
  succeed(nowMs: number): void {
    if (nowMs >= this.#untilMs) this.#pauses = 0;
  }
}
