import { processSingleton } from '../base/process-singleton';

const last = () => processSingleton('database-trouble', () => ({ atMs: Number.NEGATIVE_INFINITY }));

/** To be called whenever a connection could not be made, broke, or turned out unusable. */
export function noteTrouble(): void {
  last().atMs = performance.now();
}

/** Whether that happened after `sinceMs` (performance.now()). */
export function hadTroubleSince(sinceMs: number): boolean {
  return last().atMs >= sinceMs;
}
