/**
 * How long a test waits for a condition. Generous, since a slow machine must not fail a test; it costs time only in a test
 * that fails.
 */
export const WAIT_LIMIT = { timeout: 60_000 };
