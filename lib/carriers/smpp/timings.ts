/** Durations that no setting changes, in ms. Tests use shorter ones. */
export type LinkTimings = {
  /** First and longest delay before a reconnect. */
  reconnectFirstMs: number;
  reconnectLongestMs: number;
  /** First and longest pause after the carrier throttled. */
  pauseFirstMs: number;
  pauseLongestMs: number;
  /** Time for a message that was refused because of the link, not of itself. */
  linkRetryMs: number;
  /** Time that close() waits for answers. */
  closeMs: number;
  /** Longest interval between two checks of what is overdue. */
  sweepMs: number;
};

export const LINK_TIMINGS: LinkTimings = {
  reconnectFirstMs: 250,
  reconnectLongestMs: 30_000,
  pauseFirstMs: 250,
  pauseLongestMs: 30_000,
  linkRetryMs: 1_000,
  closeMs: 5_000,
  sweepMs: 500,
};

/**
 * Returns the delay before retry number `attempt` (from 1): doubled each time up to `longestMs`, of which a random half is
 * left out, so that links that were cut together do not return together.
 */
export function backoffMs(attempt: number, firstMs: number, longestMs: number, random = Math.random()): number {
  const full = Math.min(firstMs * 2 ** Math.min(attempt - 1, 30), longestMs);
  return Math.round(full * (0.5 + random / 2));
}
