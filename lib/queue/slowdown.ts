/** Jobs may wait this long for busy workers. The oldest then waits for less than a second. */
export const TARGET_LAG_MS = 400;
/** The most that acceptance is slowed: it then takes one part of the time in five. */
export const MAX_SLOWDOWN = 4;
/** Each second that the lag grew by adds so much: the response to its change. */
const PER_GROWTH = 0.6;
/** Each second of lag above the target adds so much with every step: the response to what remains. */
const PER_EXCESS = 0.15;
/** Limits of one step. The workers' response to it shows only one or two steps later. */
const MOST_UP = 0.5;
const MOST_DOWN = 0.2;

/** `slowdown`: pauses of acceptance in relation to the time it works. */
export type Slowdown = { slowdown: number; lagMs: number };

/**
 * Returns the slowdown after the workers' lag was read again, about once a second: a proportional-integral controller in
 * small steps. It grows while the lag does, stays while the lag falls to its target, and shrinks below that.
 */
export function nextSlowdown({ slowdown, lagMs: before }: Slowdown, lagMs: number): Slowdown {
  const growthS = (lagMs - before) / 1_000;
  const excessS = (lagMs - TARGET_LAG_MS) / 1_000;
  // Up to the target, lag is no reason to begin.
  const isNeeded = slowdown > 0 || excessS > 0;
  const step = isNeeded ? PER_GROWTH * growthS + PER_EXCESS * excessS : 0;
  const bounded = Math.min(Math.max(step, -MOST_DOWN), MOST_UP);
  return { slowdown: Math.min(Math.max(slowdown + bounded, 0), MAX_SLOWDOWN), lagMs };
}
