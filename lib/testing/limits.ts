/**
 * The longest wait of a test for a condition. Generous, since a slow machine must not fail a test; only a failing test
 * takes that long.
 */
export const WAIT_LIMIT = { timeout: 60_000 };
