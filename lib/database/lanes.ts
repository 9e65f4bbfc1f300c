import { AppError } from '../base/errors';

type Waiting = { start: () => void; timer: NodeJS.Timeout };
type Lane = { running: number; waiting: Waiting[] };
const RETRY_AFTER_S = 1;

/**
 * Runs at most `size` pieces of work of one owner at a time: an owner whose lock is not released uses only so many connections
 * of a pool, and the others keep the rest.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();

  constructor(
    private readonly size: number,
    private readonly waitLimitMs: number,
  ) {}

  /** Throws `unavailable` when the work could not be started in time; then nothing was done. */
  async run<T>(owner: string, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(owner) ?? { running: 0, waiting: [] };
    this.#lanes.set(owner, lane);
    if (lane.running < this.size) lane.running++;
    else await this.#turn(lane);
    try {
      return await work();
    } finally {
      this.#leave(owner, lane);
    }
  }

  #turn(lane: Lane): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        lane.waiting = lane.waiting.filter((other) => other !== waiting);
        reject(tooSlow());
      }, this.waitLimitMs);
      const waiting = { start: resolve, timer };
      lane.waiting.push(waiting);
    });
  }

  /** The next one takes over the place. */
  #leave(owner: string, lane: Lane): void {
    const next = lane.waiting.shift();
    if (next) {
      clearTimeout(next.timer);
      next.start();
    } else if (--lane.running === 0) this.#lanes.delete(owner);
  }
}

function tooSlow(): AppError {
  return new AppError('unavailable', 'Other requests were changing the same record. Nothing was done; try again.', {
    retryAfterS: RETRY_AFTER_S,
  });
}
