/** Jobs may wait this long for busy workers. The oldest then waits for less than a second. */
export const TARGET_LAG_MS = 400;
/** The most that acceptance is slowed: it then takes one part of the time in six. */
export const MAX_SLOWDOWN = 5;
/** Each second that the lag grew by adds this share of the time that acceptance takes: the response to its change. */
const PER_GROWTH = 0.7;
/** So does each second of lag above the target, with every step: the response to what remains. */
const PER_EXCESS = 0.2;
/** Limits of one step, the second in relation to the slowdown: the workers' response to it shows one or two steps later. */
const MOST_UP = [1, 0.5] as const;
const MOST_DOWN = [0.2, 0.2] as const;

/** `slowdown`: pauses of acceptance in relation to the time in which it writes. */
export type Slowdown = { slowdown: number; lagMs: number };

/**
 * Returns the slowdown after the workers' lag was read again, about once a second: a proportional-integral controller in
 * small steps. It grows while the lag does, remains the same with the lag at its target, and shrinks below that.
 */
export function nextSlowdown({ slowdown, lagMs: before }: Slowdown, lagMs: number): Slowdown {
  const growthS = (lagMs - before) / 1_000;
  const excessS = (lagMs - TARGET_LAG_MS) / 1_000;
  // Below the target, lag is a reason to begin only if it would be above it a second later.
  const isNeeded = slowdown > 0 || excessS + growthS > 0;
  const step = isNeeded ? (1 + slowdown) * (PER_GROWTH * growthS + PER_EXCESS * excessS) : 0;
  const bounded = Math.min(Math.max(step, -limit(MOST_DOWN, slowdown)), limit(MOST_UP, slowdown));
  return { slowdown: Math.min(Math.max(slowdown + bounded, 0), MAX_SLOWDOWN), lagMs };
}

function limit([fixed, relative]: readonly [number, number], slowdown: number): number {
  return fixed + relative * slowdown;
}
