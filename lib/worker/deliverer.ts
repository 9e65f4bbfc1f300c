import type { Logger } from 'pino';
import { type DeliveryMeans, deliver } from '../webhooks/deliver';
import { type AttemptResult, type ClaimedReport, claimReports, settleReports } from '../webhooks/queue';
import { POLL_MS } from './loop';
import { persist } from './persist';

const MAX_IN_FLIGHT = 64;
const MAX_PER_HOST = 8;
/** Results waiting to be written, above which no more reports are claimed. */
const MAX_UNWRITTEN = 512;

export type DelivererOptions = {
  worker: string;
  means: DeliveryMeans;
  /** A report is done: there is room to claim again. */
  onRoom: () => void;
  log: Logger;
};

export type Deliverer = {
  /** Claims reports as far as there is room and starts sending them. Gives the milliseconds until the next round. */
  run(): Promise<number>;
  /** Waits for what is being sent and written; past `timeoutMs` results that cannot be written are given up. */
  drain(timeoutMs: number): Promise<void>;
};

/** Sends delivery reports, many at a time but few per host; results are written together. */
export function createDeliverer({ worker, means, onRoom, log }: DelivererOptions): Deliverer {
  const inFlight = new Set<Promise<void>>();
  const perHost = new Map<string, number>();
  const giveUp = new AbortController();
  const unwritten: AttemptResult[] = [];
  let writing: Promise<void> | null = null;

  const write = async (): Promise<void> => {
    while (unwritten.length > 0) {
      const results = unwritten.splice(0);
      await persist(() => settleReports(worker, results), giveUp.signal).catch((error: unknown) =>
        log.error({ err: error, reports: results.length }, 'webhook attempts could not be recorded'),
      );
    }
    writing = null;
  };

  const send = async (report: ClaimedReport): Promise<void> => {
    count(perHost, report.host, 1);
    const result = await deliver(report, means);
    count(perHost, report.host, -1);
    unwritten.push(result);
    writing ??= write();
  };

  return {
    async run() {
      const limit = MAX_IN_FLIGHT - inFlight.size;
      if (limit <= 0 || unwritten.length >= MAX_UNWRITTEN) return POLL_MS;
      const reports = await claimReports({ worker, limit, perHost: MAX_PER_HOST, inFlight: perHost });
      for (const report of reports) {
        const task = send(report).finally(() => {
          inFlight.delete(task);
          onRoom();
        });
        inFlight.add(task);
      }
      return reports.length > 0 ? 0 : POLL_MS;
    },
    async drain(timeoutMs) {
      const timer = setTimeout(() => giveUp.abort(), timeoutMs);
      await Promise.all(inFlight);
      await writing;
      clearTimeout(timer);
    },
  };
}

function count(counts: Map<string, number>, host: string, change: 1 | -1): void {
  const value = (counts.get(host) ?? 0) + change;
  if (value === 0) counts.delete(host);
  else counts.set(host, value);
}
