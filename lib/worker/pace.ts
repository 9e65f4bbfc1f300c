/** The longest that jobs wait to be taken together: part of the time that accepted → submitted may take under load. */
const LONGEST_GAP_MS = 100;
/** A round of one job delays the next round by this much, so that fewer than 200 jobs a second are taken as they come. */
const GAP_PER_JOB_MS = 5;

/** Decides how long jobs gather before a queue is read again. */
export type Pace = {
  /** Milliseconds until the next round; 0 when it may start now. */
  waitMs(): number;
  /** A round took this many jobs and left none that were due. */
  took(jobs: number): void;
};

/**
 * Idle, a job is taken at once. Under load rounds are up to 100 ms apart, so that what one round costs (round trips,
 * commits, index scans) is shared by more jobs the more there are.
 */
export function createPace(now: () => number = () => performance.now()): Pace {
  let nextMs = 0;
  return {
    waitMs: () => Math.max(0, Math.ceil(nextMs - now())),
    took: (jobs) => {
      nextMs = now() + Math.min(jobs * GAP_PER_JOB_MS, LONGEST_GAP_MS);
    },
  };
}
