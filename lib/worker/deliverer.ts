import type { Logger } from 'pino';
import { type DeliveryMeans, deliver } from '../webhooks/deliver';
import {
  type AttemptResult,
  type ClaimedReport,
  claimReports,
  extendReportLeases,
  releaseReports,
  settleReports,
} from '../webhooks/queue';
import { HostQueues, MAX_HELD_PER_HOST } from './host-queues';
import { POLL_MS } from './loop';
import { persist } from './persist';

/** Reports one worker holds over all hosts. */
const MAX_HELD = 1_024;
/** Results waiting to be written, above which no more reports are claimed. */
const MAX_UNWRITTEN = 512;

export type DelivererOptions = {
  worker: string;
  means: DeliveryMeans;
  /** There is room to claim again. */
  onRoom: () => void;
  log: Logger;
};

export type Deliverer = {
  /** Claims reports as far as there is room and starts sending them. Gives the milliseconds until the next round. */
  run(): Promise<number>;
  /** Keeps the leases of what is held. */
  extend(): Promise<void>;
  /** Gives back what was not tried and waits for the rest; past `timeoutMs` results that cannot be written are given up. */
  drain(timeoutMs: number): Promise<void>;
};

/** Sends delivery reports, many at a time but few per host; results are written together. */
export function createDeliverer({ worker, means, onRoom, log }: DelivererOptions): Deliverer {
  const queues = new HostQueues();
  const inFlight = new Map<Promise<void>, ClaimedReport>();
  const writer = createWriter(worker, log);

  const send = async (report: ClaimedReport): Promise<void> => {
    const result = await deliver(report, means);
    writer.add(result);
    const timedOut = result.error === 'timeout';
    // What waits behind a host that hangs must not fill the places of others.
    if (timedOut) await release(queues.takeWaiting(report.host));
    if (queues.done(report.host, timedOut)) onRoom();
    startNext(report.host);
  };

  const release = (reports: ClaimedReport[]): Promise<void> =>
    releaseReports(
      worker,
      reports.map(({ id }) => id),
    ).catch((error: unknown) => log.warn({ err: error }, 'reports not given back: they return when their lease ends'));

  const startNext = (host: string): void => {
    for (let report = queues.next(host); report; report = queues.next(host)) {
      const task = send(report).finally(() => inFlight.delete(task));
      inFlight.set(task, report);
    }
  };

  return {
    async run() {
      const limit = MAX_HELD - queues.held;
      if (limit <= 0 || writer.unwritten >= MAX_UNWRITTEN) return POLL_MS;
      const reports = await claimReports({ worker, limit, perHost: MAX_HELD_PER_HOST, room: queues.room() });
      for (const report of reports) queues.add(report);
      for (const host of new Set(reports.map((report) => report.host))) startNext(host);
      return reports.length > 0 ? 0 : POLL_MS;
    },
    async extend() {
      const waiting = queues.waiting();
      await extendReportLeases(
        worker,
        [...waiting, ...inFlight.values()].map(({ id }) => id),
      );
    },
    async drain(timeoutMs) {
      const timer = setTimeout(() => writer.giveUp(), timeoutMs);
      await release(queues.takeWaiting());
      await Promise.all(inFlight.keys());
      await writer.finished();
      clearTimeout(timer);
    },
  };
}

/** Writes results as they come, all that have gathered at a time. */
function createWriter(worker: string, log: Logger) {
  const gathered: AttemptResult[] = [];
  const abort = new AbortController();
  let writing: Promise<void> | null = null;

  const write = async (): Promise<void> => {
    while (gathered.length > 0) {
      const results = gathered.splice(0);
      await persist(() => settleReports(worker, results), abort.signal).catch((error: unknown) =>
        log.error({ err: error, reports: results.length }, 'webhook attempts could not be recorded'),
      );
    }
    writing = null;
  };

  return {
    get unwritten() {
      return gathered.length;
    },
    add(result: AttemptResult) {
      gathered.push(result);
      writing ??= write();
    },
    giveUp: () => abort.abort(),
    finished: async () => writing,
  };
}
