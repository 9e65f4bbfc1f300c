import { processSingleton } from '../base/process-singleton';
import { gauge } from '../metrics/api-metrics';
import { logger } from '../runtime/logger';
import { nextSlowdown, type Slowdown } from './slowdown';
import { READ_INTERVAL_MS, readLag } from './worker-lag';

/** A pause adds to the latency of requests. */
export const MAX_PAUSE_MS = 50;
/** The lag is read for at most a twentieth of the time, however slow the database is. */
const INTERVAL_PER_DURATION = 20;
/** Without requests nothing is read: what was known this many intervals ago is not so now. */
const VALID_INTERVALS = 3;

const NONE: Slowdown = { slowdown: 0, lagMs: 0 };

export type AcceptPauseOptions = {
  /** Returns how far the workers are behind, in milliseconds. */
  readLag: () => Promise<number>;
  /** Milliseconds of a monotonic clock. */
  now?: () => number;
};

/**
 * How long acceptance pauses after a batch, so that busy workers keep up with it. The workers' lag is read in the background,
 * about once a second and only while requests are accepted.
 */
export class AcceptPause {
  #state = NONE;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #intervalMs = READ_INTERVAL_MS;
  #reading: Promise<void> | null = null;
  #lastMs = 0;
  /** Timers are accurate to a millisecond: what is left of a pause is added to the next. */
  #owedMs = 0;

  constructor(private readonly options: AcceptPauseOptions) {}

  /** The pause after the last batch, in milliseconds; 0 when that is long ago. */
  get lastMs(): number {
    return this.#ageMs < VALID_INTERVALS * this.#intervalMs ? this.#lastMs : 0;
  }

  /** Returns the whole milliseconds to pause after a batch that took `batchMs`. Starts to read the lag when it is due. */
  after(batchMs: number): number {
    const ageMs = this.#ageMs;
    if (ageMs >= VALID_INTERVALS * this.#intervalMs) this.#state = NONE;
    if (this.#reading === null && ageMs >= this.#intervalMs) this.#reading = this.#read();
    this.#lastMs = Math.min(this.#state.slowdown * batchMs, MAX_PAUSE_MS);
    this.#owedMs = this.#lastMs === 0 ? 0 : (this.#owedMs % 1) + this.#lastMs;
    return Math.min(Math.floor(this.#owedMs), MAX_PAUSE_MS);
  }

  /** Resolves when the lag is not being read. */
  async read(): Promise<void> {
    await this.#reading;
  }

  get #ageMs(): number {
    return this.#now() - this.#readAtMs;
  }

  #now(): number {
    return this.options.now?.() ?? performance.now();
  }

  async #read(): Promise<void> {
    const startedMs = this.#now();
    const lagMs = await this.options.readLag().catch((error: unknown) => {
      logger().warn({ err: error }, 'how far the workers are behind could not be read');
      return 0;
    });
    this.#state = nextSlowdown(this.#state, lagMs);
    this.#readAtMs = this.#now();
    this.#intervalMs = Math.max(READ_INTERVAL_MS, INTERVAL_PER_DURATION * (this.#readAtMs - startedMs));
    this.#reading = null;
  }
}

/** Returns the process's pause of acceptance. */
export function acceptPause(): AcceptPause {
  return processSingleton('accept-pause', () => {
    const created = new AcceptPause({ readLag });
    const help = 'Pause of acceptance after a batch, while busy workers are behind.';
    gauge('postern_accept_pause_seconds', help, () => created.lastMs / 1_000, 'max');
    return created;
  });
}
