import { backoffMs, type LinkTimings } from './timings';

/** The pause of a link after the carrier throttled. It grows with each throttle after a pause, and ends with a success. */
export class ThrottlePause {
  /** Throttles in a row that began a pause. */
  #row = 0;
  #until = 0;
  /** Number of the current pause. Responses to PDUs that were sent before it neither extend nor end it. */
  generation = 0;

  constructor(private readonly timings: Pick<LinkTimings, 'pauseFirstMs' | 'pauseLongestMs'>) {}

  /** Returns the time until PDUs may be sent again; 0 now. */
  leftMs(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /** Notes a throttle of a PDU sent in `generation`. Returns whether it began a pause. */
  throttled(generation: number, now: number): boolean {
    if (generation !== this.generation) return false;
    this.#row++;
    this.generation++;
    this.#until = now + backoffMs(this.#row, this.timings.pauseFirstMs, this.timings.pauseLongestMs);
    return true;
  }

  accepted(generation: number): void {
    if (generation === this.generation) this.#row = 0;
  }
}
