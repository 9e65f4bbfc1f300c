import type { Logger } from 'pino';
import { SUSPECT_AFTER } from '../queue/claim-limits';
import { extendLeases } from '../queue/lease';
import { REPORT_QUEUE } from '../queue/queues';
import { countEvent } from '../queue/worker-events';
import { type DeliveryDependencies, deliver } from '../webhooks/deliver';
import { beginAttempts, claimReports, type HeldReport, releaseReports } from '../webhooks/queue';
import { type AttemptResult, settleReports } from '../webhooks/settle';
import { gather } from './gather';
import { HostQueues, MAX_HELD_PER_HOST } from './host-queues';
import { POLL_MS } from './loop';
import { persist, persistEach } from './persist';

/** Reports one worker holds over all hosts. */
const MAX_HELD = 1_024;
/** Results waiting to be written, above which no more reports are claimed. */
const MAX_UNWRITTEN = 512;

export type DelivererOptions = {
  worker: string;
  means: DeliveryDependencies;
  /** There is room to claim again. */
  onRoom: () => void;
  /** Results were written. */
  onSettled?: () => void;
  log: Logger;
};

export type Deliverer = {
  /** Claims reports as far as there is room and starts sending them. Returns the milliseconds until the next round. */
  run(): Promise<number>;
  /** Keeps the leases of what is held. */
  extend(): Promise<void>;
  /** Returns what was not tried and waits for the rest; past `timeoutMs` results that cannot be written are dropped. */
  drain(timeoutMs: number): Promise<void>;
};

/** Sends delivery reports, many at a time but few per host; attempts are counted and results written together. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { worker, onRoom, log } = options;
  const means: DeliveryDependencies = {
    onError: (error, { id }) => log.error({ err: error, report: id }, 'sending a report threw'),
    ...options.means,
  };
  const queues = new HostQueues();
  const inFlight = new Map<Promise<void>, HeldReport>();
  const abort = new AbortController();
  const results = gather((batch: AttemptResult[]) => writeResults(options, batch, abort.signal));
  const begin = createBeginner(worker, abort.signal, log);

  const send = async (report: HeldReport): Promise<void> => {
    let timedOut = false;
    try {
      const attempt = await begin(report.id);
      if (attempt !== null) {
        const result = await deliver({ ...report, attempt }, means);
        results.add(result);
        timedOut = result.error === 'timeout';
        // What waits behind a host that hangs must not fill the places of others.
        if (timedOut) await release(queues.takeWaiting(report.host));
      }
    } finally {
      if (queues.done(report.host, timedOut)) onRoom();
      startNext(report.host);
    }
  };

  const release = (reports: HeldReport[]): Promise<void> =>
    releaseReports(
      worker,
      reports.map(({ id }) => id),
    ).catch((error: unknown) => log.warn({ err: error }, 'reports not released: they return when their lease ends'));

  const startNext = (host: string): void => {
    for (let report = queues.next(host); report; report = queues.next(host)) {
      const { id } = report;
      const task = send(report)
        .catch((error: unknown) =>
          log.error({ err: error, report: id }, 'a report failed and returns when its lease ends'),
        )
        .finally(() => inFlight.delete(task));
      inFlight.set(task, report);
    }
  };

  const held = () => [...queues.waiting(), ...inFlight.values()];

  return {
    async run() {
      const limit = MAX_HELD - queues.held;
      if (limit <= 0 || results.waiting >= MAX_UNWRITTEN) return POLL_MS;
      const suspect = !held().some(({ earlierClaims }) => earlierClaims >= SUSPECT_AFTER);
      const reports = await claimReports({ worker, limit, perHost: MAX_HELD_PER_HOST, room: queues.room(), suspect });
      for (const report of reports) queues.add(report);
      for (const host of new Set(reports.map((report) => report.host))) startNext(host);
      return reports.length > 0 ? 0 : POLL_MS;
    },
    async extend() {
      await extendLeases(
        REPORT_QUEUE,
        worker,
        held().map(({ id }) => id),
      );
    },
    async drain(timeoutMs) {
      const timer = setTimeout(() => abort.abort(), timeoutMs);
      await release(queues.takeWaiting());
      await Promise.all(inFlight.keys());
      await results.finished();
      clearTimeout(timer);
    },
  };
}

/** Writes what attempts came to. A result that the database refuses is recorded as a failed attempt without its answer. */
async function writeResults(
  { worker, onSettled, log }: DelivererOptions,
  results: AttemptResult[],
  signal: AbortSignal,
): Promise<void> {
  const refused = async (result: AttemptResult, error: unknown): Promise<void> => {
    log.error({ err: error, report: result.reportId }, 'a webhook attempt could not be recorded as it was');
    await persist(() => settleReports(worker, [withoutAnswer(result)]), signal);
    await countEvent(null, 'report_not_recorded');
  };
  await persistEach(results, (batch) => settleReports(worker, batch), refused, signal)
    .then(onSettled)
    .catch((error: unknown) =>
      log.error({ err: error, reports: results.length }, 'webhook attempts could not be recorded'),
    );
}

function withoutAnswer({ reportId, attempt, state, retryMs }: AttemptResult): AttemptResult {
  const nothing = { httpStatus: null, response: null, durationMs: 0 };
  return { reportId, attempt, state, retryMs, error: 'internal_error', ...nothing };
}

/**
 * Counts attempts, all that are wanted at the same time in one statement; each alone where the database refuses that one.
 * Resolves to null for what may not be sent.
 */
function createBeginner(
  worker: string,
  signal: AbortSignal,
  log: Logger,
): (reportId: string) => Promise<number | null> {
  type Wanted = { reportId: string; resolve: (attempt: number | null) => void };
  const begin = async (batch: Wanted[]) => {
    const begun = await beginAttempts(
      worker,
      batch.map(({ reportId }) => reportId),
    );
    for (const { reportId, resolve } of batch) resolve(begun.get(reportId) ?? null);
  };
  const giveUp = (batch: Wanted[], error: unknown) => {
    log.error({ err: error, reports: batch.length }, 'attempts could not be counted: their reports are not sent now');
    for (const { resolve } of batch) resolve(null);
  };
  const wanted = gather(async (batch: Wanted[]) => {
    const refused = async (one: Wanted, error: unknown) => giveUp([one], error);
    await persistEach(batch, begin, refused, signal).catch((error: unknown) => giveUp(batch, error));
  });
  return (reportId) => new Promise((resolve) => wanted.add({ reportId, resolve }));
}
