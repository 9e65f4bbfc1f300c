import { processSingleton } from '../base/process-singleton';
import { pool } from '../database/db';

/** NOTIFY channel that wakes the worker when messages are queued. */
export const QUEUE_CHANNEL = 'postern_queue';

/** NOTIFY takes a lock over the whole database at commit, so it is sent apart from the insert and at most this often. */
const MIN_GAP_MS = 25;

type State = { lastMs: number; timer: NodeJS.Timeout | null };

/**
 * Wakes the worker: at once when it has been quiet, else a few milliseconds later together with others. May be lost
 * (process killed, connection cut): the worker also polls.
 */
export function announceQueued(): void {
  const state = processSingleton<State>('announce-queued', () => ({ lastMs: Number.NEGATIVE_INFINITY, timer: null }));
  if (state.timer) return;
  // By a clock that is never set back.
  const waitMs = Math.max(0, state.lastMs + MIN_GAP_MS - performance.now());
  state.timer = setTimeout(() => {
    state.timer = null;
    state.lastMs = performance.now();
    void notify().catch(() => undefined);
  }, waitMs);
}

/** Async, so that a pool that cannot be made rejects instead of throwing out of the timer. */
async function notify(): Promise<void> {
  await pool().query(`NOTIFY ${QUEUE_CHANNEL}`);
}
