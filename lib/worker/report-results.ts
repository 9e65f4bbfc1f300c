import type { Logger } from 'pino';
import { countEvent } from '../queue/worker-events';
import type { Delivery } from '../webhooks/deliver';
import { type ReturnedRow, returnRows } from '../webhooks/queue';
import { settleReports } from '../webhooks/settle';
import { followTargets } from '../webhooks/target-state';
import { type Gatherer, gather } from './gather';
import type { HeldRows } from './held-rows';
import { persist, persistEach } from './persist';

/** Writes begin at least this far apart: under load, a batch has many results. */
const SPACING_MS = 50;

export type ResultOptions = {
  worker: string;
  rows: HeldRows;
  signal: AbortSignal;
  /** Rows returned to the queue with what was not sent. */
  onReturned: (rows: readonly ReturnedRow[]) => void;
  onSettled?: () => void;
  /** Attempts that were recorded. */
  onAttempts?: (results: readonly Delivery[]) => void;
  log: Logger;
};

/**
 * Collects what attempts came to and writes it in batches. A result that the database refuses is recorded as a failed
 * attempt without its answer.
 */
export function reportResults(options: ResultOptions): Gatherer<Delivery> {
  const { worker, rows, signal, onReturned, onSettled, log } = options;

  const write = async (results: Delivery[]): Promise<void> => {
    const finished = rows.finishedBy(results);
    await settleReports(worker, results, finished);
    options.onAttempts?.(results);
    const rest = rows.written(results, finished);
    onReturned(finished.rest);
    // Not part of what is repeated: the results are counted.
    if (rest.length > 0) await giveBack(rest);
    await follow(results);
  };

  /** A state that is not written follows from the next result of its target. */
  const follow = async (results: readonly Delivery[]): Promise<void> => {
    try {
      // The URL may contain credentials.
      for (const { accountId, endpointId } of await followTargets(results)) {
        log.warn({ accountId, endpointId }, 'a webhook target was disabled');
      }
    } catch (error) {
      log.warn({ err: error }, 'states of webhook targets not written');
    }
  };

  const giveBack = async (rest: readonly ReturnedRow[]): Promise<void> => {
    try {
      await returnRows(null, worker, rest);
      onReturned(rest);
    } catch (error) {
      log.warn({ err: error }, 'reports not released: they return when their lease ends');
    }
  };

  const refused = async (result: Delivery, error: unknown): Promise<void> => {
    log.error({ err: error, report: result.reportId }, 'a webhook attempt could not be recorded as it was');
    try {
      await persist(() => write([withoutAnswer(result)]), signal);
    } catch (again) {
      log.error({ err: again, report: result.reportId }, 'a webhook attempt could not be recorded');
      rows.abandon(result.rowId);
    }
    await countEvent(null, 'report_not_recorded');
  };

  return gather(
    (results: Delivery[]) =>
      persistEach(results, write, refused, signal)
        .then(onSettled)
        .catch((error: unknown) =>
          log.error({ err: error, reports: results.length }, 'webhook attempts could not be recorded'),
        ),
    SPACING_MS,
  );
}

function withoutAnswer(result: Delivery): Delivery {
  return { ...result, error: 'internal_error', httpStatus: null, response: null, durationMs: 0 };
}
