import type { Submission, SubmitOutcome } from '../carrier';
import type { PartWriter } from './outgoing';
import { combineParts, type PartResult } from './part-results';

/** One PDU of a job. The last three are set when it is sent. */
export type Part = { job: SubmitJob; index: number; deadline: number; generation: number; sendNumber: number };

/** A message under way: its parts in order, and what came of each. */
export class SubmitJob {
  readonly results: (PartResult | undefined)[];
  readonly attempt: number;
  #open: number;
  #isSettled = false;
  /** A part failed: those that were not sent yet must not be sent. */
  isStopped = false;

  constructor(
    message: Submission,
    readonly writers: readonly PartWriter[],
    readonly signal: AbortSignal,
    private readonly resolve: (outcome: SubmitOutcome) => void,
  ) {
    this.attempt = message.attempt;
    this.results = writers.map(() => undefined);
    this.#open = writers.length;
    for (const { part, carrierMessageId } of message.acceptedParts) {
      if (part >= 1 && part <= writers.length && this.results[part - 1] === undefined) {
        this.results[part - 1] = { kind: 'accepted', carrierMessageId };
        this.#open--;
      }
    }
  }

  /** The parts that are to be sent, in order. */
  parts(): Part[] {
    return this.results.flatMap((result, index) =>
      result === undefined ? [{ job: this, index, deadline: 0, generation: 0, sendNumber: 0 }] : [],
    );
  }

  /** Notes the result of a part; undefined for one that is not sent. Returns whether the job is settled. */
  settlePart(index: number, result: PartResult | undefined): boolean {
    if (this.#isSettled) return true;
    this.results[index] = result;
    if (result?.kind !== 'accepted') this.isStopped = true;
    this.#open--;
    return this.settleWhenDone();
  }

  settleWhenDone(): boolean {
    if (this.#open > 0 || this.#isSettled) return this.#isSettled;
    this.#isSettled = true;
    this.resolve(combineParts(this.results));
    return true;
  }
}
