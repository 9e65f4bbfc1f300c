import type { AppError } from '../base/errors';
import { processSingleton } from '../base/process-singleton';
import { toAppError } from '../database/translate-error';

/** For how long a failure counts: a load balancer that sends nothing any more must try again some time. */
const COUNTS_MS = 10_000;
/** Failures that concern single rows or batches, and say nothing of the next send. */
const OF_ONE_BATCH = /^(2[23]|40|55P03|57014)/;

type Outcome = { failure: AppError; atMs: number } | null;

const last = () => processSingleton('send-outcome', () => ({ outcome: null as Outcome }));

/** To be called after each write of accepted messages: with the error, or with null for success. */
export function noteSendOutcome(error: unknown): void {
  if (error === null) {
    last().outcome = null;
    return;
  }
  if (OF_ONE_BATCH.test((error as { code?: string }).code ?? '')) return;
  last().outcome = { failure: toAppError(error), atMs: performance.now() };
}

/** Why the last write failed, while the next one would probably fail too (such as a full disk); else null. */
export function sendFailure(): AppError | null {
  const { outcome } = last();
  return outcome && performance.now() - outcome.atMs < COUNTS_MS ? outcome.failure : null;
}
