import type { AppError } from '../base/errors';
import { processSingleton } from '../base/process-singleton';
import { toAppError } from '../database/translate-error';

/** How long a failure counts: without traffic from the load balancer, nothing would clear it. */
const COUNTS_MS = 10_000;
/** SQLSTATEs of failures that concern single rows or batches, and do not predict the next send. */
const BATCH_ONLY = /^(2[23]|40|55P03|57014)/;

type Outcome = { failure: AppError; atMs: number } | null;

const last = () => processSingleton('send-outcome', () => ({ outcome: null as Outcome }));

/** Records the result of each write of accepted messages: the error, or null for success. */
export function recordSendOutcome(error: unknown): void {
  if (error === null) {
    last().outcome = null;
    return;
  }
  if (BATCH_ONLY.test((error as { code?: string }).code ?? '')) return;
  last().outcome = { failure: toAppError(error), atMs: performance.now() };
}

/** Returns the last write's error while the next one would probably fail too (such as a full disk); else null. */
export function sendFailure(): AppError | null {
  const { outcome } = last();
  return outcome && performance.now() - outcome.atMs < COUNTS_MS ? outcome.failure : null;
}
