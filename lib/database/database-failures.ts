import { processSingleton } from '../base/process-singleton';

/** `away`: a connection could not be made, broke or turned out unusable. `slow`: the server aborted a statement in time. */
export type DatabaseFailure = 'away' | 'slow';

type LastFailures = Record<DatabaseFailure, number>;
const NEVER = Number.NEGATIVE_INFINITY;
const lastMs = () => processSingleton('database-failures', (): LastFailures => ({ away: NEVER, slow: NEVER }));

/** Records that the database failed now. */
export function recordDatabaseFailure(failure: DatabaseFailure): void {
  lastMs()[failure] = performance.now();
}

/** Returns how the database failed after `sinceMs` (performance.now()), or null. */
export function databaseFailureSince(sinceMs: number): DatabaseFailure | null {
  const { away, slow } = lastMs();
  if (away >= sinceMs) return 'away';
  return slow >= sinceMs ? 'slow' : null;
}
