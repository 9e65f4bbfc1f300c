import { backoffMs, type LinkTimings } from './timings';

/**
 * Delays before reconnects. They grow until a bind was of use: it carried something, or lasted as long as the longest delay.
 * A carrier that ends every bind at once is not asked four times a second.
 */
export class ReconnectDelay {
  #failures = 0;
  #boundAt: number | null = null;

  constructor(private readonly timings: Pick<LinkTimings, 'reconnectFirstMs' | 'reconnectLongestMs'>) {}

  bound(now: number): void {
    this.#boundAt = now;
  }

  /**
   * Returns the delay after a link was lost, or a bind failed, at `now`. `isLasting`: the error remains until an operator
   * acts, and a wrong password that is tried often can lock the system id.
   */
  afterLoss(now: number, hadTraffic: boolean, isLasting: boolean, random = Math.random()): number {
    const { reconnectFirstMs, reconnectLongestMs } = this.timings;
    const wasOfUse = this.#boundAt !== null && (hadTraffic || now - this.#boundAt >= reconnectLongestMs);
    this.#boundAt = null;
    this.#failures = wasOfUse ? 1 : this.#failures + 1;
    return backoffMs(this.#failures, isLasting ? reconnectLongestMs : reconnectFirstMs, reconnectLongestMs, random);
  }
}
