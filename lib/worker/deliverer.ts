import type { Logger } from 'pino';
import { noteChange } from '../live/changes';
import { extendLeases } from '../queue/lease';
import { REPORT_QUEUE } from '../queue/queues';
import { type Delivery, type DeliveryDependencies, deliver } from '../webhooks/deliver';
import type { Handoff } from '../webhooks/handoff';
import {
  type ClaimedRow,
  claimReports,
  findHosts,
  type HeldReport,
  type ReturnedRow,
  returnRows,
} from '../webhooks/queue';
import { SendingTargets } from '../webhooks/sending-targets';
import { HeldRows } from './held-rows';
import { isQuick } from './host-limit';
import { HostQueues } from './host-queues';
import { POLL_MS } from './loop';
import { type ResultOptions, reportResults } from './report-results';

/** Results waiting to be written, above which no more reports are claimed or sent. */
export const MAX_UNWRITTEN = 2_048;
/** Rows held, above which none are handed over: their leases are extended all the time. */
const MAX_ROWS = 4_096;
/** Hosts are searched for at most this often, and this many at a time. */
const SEARCH_MS = 100;
const MAX_FOUND = 1_000;
/** More hosts than these are asked for when hosts are searched for, those with more reports each time. */
const FEW_HOSTS = 64;
/** Rows before a host's position are read again this often: leases of other workers may be over. */
const REREAD_MS = 5_000;

/** Host of reports whose URL cannot be parsed. `findHosts` finds what is after it. */
const UNUSABLE = '';

export type DelivererOptions = {
  worker: string;
  dependencies: Omit<DeliveryDependencies, 'targets'> & Partial<DeliveryDependencies>;
  /** There is room to claim again. */
  onRoom: () => void;
  /** A report was answered quickly that had waited this long for this worker, once it was held. */
  onTaken?: (waitedMs: number) => void;
  /** Results were written. */
  onSettled?: () => void;
  /** Attempts that were recorded. */
  onAttempts?: ResultOptions['onAttempts'];
  log: Logger;
};

export type Deliverer = {
  /** Takes note of hosts that reports were queued for: the next round need not search for them. */
  expect(hosts: readonly string[]): void;
  /** Begins to take over reports that a transaction inserts leased to this worker. */
  beginHandoff(): Handoff;
  /** Claims reports as far as there is room and starts sending them. Returns the milliseconds until the next round. */
  run(): Promise<number>;
  /** Keeps the leases of what is held. */
  extend(): Promise<void>;
  /** Returns what was not tried and waits for the rest; past `timeoutMs` results that cannot be written are dropped. */
  drain(timeoutMs: number): Promise<void>;
};

/** Sends delivery reports, as many at a time as each host answers quickly; results are written together. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { worker, onRoom, log } = options;
  const dependencies: DeliveryDependencies = {
    targets: new SendingTargets(),
    onError: (error, { id }) => log.error({ err: error, report: id }, 'sending a report threw'),
    ...options.dependencies,
  };
  const queues = new HostQueues();
  const rows = new HeldRows();
  const inFlight = new Set<Promise<void>>();
  const abort = new AbortController();
  /** Hosts whose next report waits for results to be written. */
  const paused = new Set<string>();
  let isStopping = false;

  const onReturned = (returned: readonly ReturnedRow[]): void => {
    if (returned.length === 0) return;
    queues.returned(returned);
    onRoom();
  };
  const onSettled = (): void => {
    options.onSettled?.();
    // Some may pause again.
    const waiting = [...paused];
    paused.clear();
    for (const host of waiting) startNext(host);
  };
  const results = reportResults({ ...options, rows, signal: abort.signal, onReturned, onSettled });
  const search = every(SEARCH_MS);
  const reread = every(REREAD_MS);

  const send = async (host: string, report: HeldReport): Promise<void> => {
    let result: Delivery | null = null;
    const waitedMs = rows.heldForMs(report.rowId);
    try {
      result = await deliver(report, dependencies);
      results.add(result);
      noteChange('messages', report.accountId);
      if (isQuick(result)) options.onTaken?.(waitedMs);
    } finally {
      if (queues.done(host, result, report.isHandedOver)) onRoom();
      // What waits behind a host that hangs must not fill the places of others.
      if (result?.error === 'timeout') await giveBack(queues.takeWaiting(host));
      startNext(host);
      for (const other of queues.takeBlocked(host)) startNext(other);
    }
  };

  const giveBack = async (reports: HeldReport[]): Promise<void> => {
    if (reports.length === 0) return;
    const returned = rows.giveBack(reports);
    try {
      await returnRows(null, worker, returned);
      onReturned(returned);
    } catch (error) {
      log.warn({ err: error }, 'reports not released: they return when their lease ends');
    }
  };

  const startNext = (host: string): void => {
    if (results.waiting >= MAX_UNWRITTEN) {
      paused.add(host);
      return;
    }
    // The reports of a lane that is paused wait in the queue, where any worker can claim them afterwards.
    if (queues.isPaused(host)) void giveBack(queues.takeWaiting(host));
    for (let report = queues.next(host); report; report = queues.next(host)) {
      const { id } = report;
      const task: Promise<void> = send(host, report)
        .catch((error: unknown) => log.error({ err: error, report: id }, 'a report failed'))
        .finally(() => inFlight.delete(task));
      inFlight.add(task);
    }
  };

  const takeOver = (taken: readonly ClaimedRow[]): void => {
    rows.add(taken);
    if (isStopping) {
      void giveBack(taken.flatMap(({ reports }) => reports));
      return;
    }
    queues.takeOver(taken);
    for (const host of new Set(taken.map(({ host }) => host))) startNext(host);
  };

  return {
    expect: (hosts) => queues.expect(hosts),
    beginHandoff() {
      const reserved: [host: string, count: number][] = [];
      return {
        worker,
        reserve(host, wanted) {
          if (isStopping || rows.size >= MAX_ROWS) return 0;
          const count = queues.reserve(host, wanted);
          reserved.push([host, count]);
          return count;
        },
        take: takeOver,
        end() {
          for (const [host, count] of reserved.splice(0)) queues.release(host, count);
        },
      };
    },
    async run() {
      if (results.waiting >= MAX_UNWRITTEN) return SEARCH_MS;
      if (reread.isDue()) queues.rereadAll();
      const mayFind = search.isDue();
      if (mayFind) queues.learn([UNUSABLE, ...(await findHosts(queues.known(), MAX_FOUND))]);
      const hosts = queues.room(mayFind || queues.size <= FEW_HOSTS);
      const claimed = await claimReports({ worker, hosts, suspect: !rows.hasSuspect });
      rows.add(claimed.rows);
      // While a row that workers died with is held, others like it are not claimed: the position must stay before them.
      queues.add(hosts, claimed.rows, rows.hasSuspect ? null : claimed.at);
      queues.reread(claimed.split);
      for (const host of new Set(claimed.rows.map(({ host }) => host))) startNext(host);
      if (claimed.rows.length > 0 || claimed.split.length > 0 || queues.isMidTurn) return 0;
      return mayFind ? POLL_MS : search.nextMs();
    },
    async extend() {
      await extendLeases(REPORT_QUEUE, worker, rows.ids);
    },
    async drain(timeoutMs) {
      isStopping = true;
      const timer = setTimeout(() => abort.abort(), timeoutMs);
      await giveBack(queues.takeWaiting());
      await Promise.all(inFlight);
      await results.finished();
      clearTimeout(timer);
    },
  };
}

/** Something done at most once per `ms`. */
function every(ms: number) {
  let nextAt = Number.NEGATIVE_INFINITY;
  return {
    /** True at most once per `ms`. */
    isDue(): boolean {
      const now = performance.now();
      if (now < nextAt) return false;
      nextAt = now + ms;
      return true;
    },
    nextMs: () => Math.max(1, Math.ceil(nextAt - performance.now())),
  };
}
