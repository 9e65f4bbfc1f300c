import { processSingleton } from '../base/process-singleton';

const lastFailure = () => processSingleton('connection-failure', () => ({ atMs: Number.NEGATIVE_INFINITY }));

/** Records that a connection could not be made, broke, or turned out unusable. */
export function recordConnectionFailure(): void {
  lastFailure().atMs = performance.now();
}

/** Whether a connection failed after `sinceMs` (performance.now()). */
export function hadConnectionFailureSince(sinceMs: number): boolean {
  return lastFailure().atMs >= sinceMs;
}
