import { performance } from 'node:perf_hooks';

/** A worker whose event loop is idle for more of the time waits for others: carriers, hosts, the database. */
export const BUSY_FROM = 0.6;
/** A job counts with at most this: a few that waited for hours must not conceal that most others do not wait. */
export const MOST_COUNTED_MS = 4_000;

/** Jobs of one queue that were taken up since the last sample. */
type Taken = { jobs: number; waitedMs: number };
type TakenByQueue = Record<'messages' | 'reports', Taken>;

/**
 * How far the worker is behind: how long a message and then its report waited before it took them up, in the mean. Only
 * jobs that waited for the worker are to be counted, not those that waited for a carrier or host to have room.
 */
export class Lag {
  #taken = nothing();
  /** Claims of many messages are rarer than samples: each sample has those of the one before, too. */
  #before = nothing();
  readonly #utilization: () => number;

  /** `utilization`: the share of the time since its last call in which the event loop was busy. */
  constructor(utilization: () => number = eventLoopUtilization()) {
    this.#utilization = utilization;
  }

  /** Counts jobs that are taken up after they waited. */
  took(queue: keyof TakenByQueue, jobs: number, waitedMs: number): void {
    const taken = this.#taken[queue];
    taken.jobs += jobs;
    taken.waitedMs += jobs * Math.min(Math.max(waitedMs, 0), MOST_COUNTED_MS);
  }

  /** Returns the lag since the call before the last, in whole milliseconds; 0 while the worker is not busy. */
  sample(): number {
    const isBusy = this.#utilization() >= BUSY_FROM;
    const means = (['messages', 'reports'] as const).map((queue) => mean(this.#taken[queue], this.#before[queue]));
    this.#before = this.#taken;
    this.#taken = nothing();
    return isBusy ? Math.round(means.reduce((sum, each) => sum + each, 0)) : 0;
  }
}

function nothing(): TakenByQueue {
  return { messages: { jobs: 0, waitedMs: 0 }, reports: { jobs: 0, waitedMs: 0 } };
}

function mean(...taken: readonly Taken[]): number {
  const jobs = taken.reduce((sum, each) => sum + each.jobs, 0);
  return jobs > 0 ? taken.reduce((sum, each) => sum + each.waitedMs, 0) / jobs : 0;
}

function eventLoopUtilization(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const since = performance.eventLoopUtilization(last);
    last = performance.eventLoopUtilization();
    return since.utilization;
  };
}
