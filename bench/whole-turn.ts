// One turn of `bench -- whole`: load, then waiting until all that was accepted is final or reported.
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { makeKey } from '@/lib/testing/factories';
import { costPerMessage, type DatabaseCost, readCounters } from './database-cost';
import { type Kannel, reportParameters } from './kannel';
import { load } from './load';
import { type ProcessorTime, processorTimes, timeOf } from './process-time';
import type { Sender } from './seed';
import type { Sink } from './sink';
import { quantile } from './statistics';
import { progressOf, storedMessages } from './tables';
import { type Disturbance, withDisturbance } from './turns';

export type TurnOptions = { connections: number; seconds: number; reports: boolean; sink: Sink; dir: string };

export type Turn = {
  acceptedPerS: number;
  /** Messages per second from the start of the load until the last was final (sent, in Kannel) or reported. */
  wholePerS: number;
  messages: number;
  refused: number;
  requestMs: { p50: number; p95: number; p99: number };
  /** From acceptance to submission, of a sample over the whole turn. */
  submittedMs: { p50: number; p95: number; max: number } | null;
  /** From the final status to the report. */
  reportMs: { p95: number; max: number } | null;
  backlog: { most: number; atEnd: number };
  drainS: number;
  lost: { notStored: number; notFinal: number; notReported: number };
  reportedTwice: number;
  unsigned: number;
  /** Processor time per message, µs, by kind of process. */
  cpuUs: Record<string, number>;
  cost: DatabaseCost | null;
  disturbance: Disturbance;
};

/** The default installation under test. */
export type Subject = { base: string; pid: number; client: pg.Client; sender: Sender };

/** How one competitor is observed: what it has done since the start of the turn, and its processor time so far. */
type Observed = {
  target: Parameters<typeof load>[0];
  progress(): Promise<{ accepted: number; final: number }>;
  cpu(): Record<string, number>;
};

/** Limit of the wait after the load: at least four minutes, else ten times the load. */
const drainLimitMs = (seconds: number) => Math.max(240, 10 * seconds) * 1_000;
const POLL_MS = 100;
const BACKLOG_POLL_MS = 1_000;
/** Sessions of PostgreSQL report their statistics at the latest 10 s after their last statement. */
const STATISTICS_MS = 10_500;
const SAMPLE_PAGES = 60;
const PAGE = 100;

/** Measures the installation with a key of its own. The account and all earlier messages stay. */
export async function posternTurn(subject: Subject, options: TurnOptions): Promise<Turn> {
  const { client, sender, base, pid } = subject;
  const { id, key } = await makeKey(sender.actor);
  const before = await readCounters(client);
  const startedAt = Date.now();
  const turn = await measure(options, {
    target: { url: `${base}/api/sms`, key, ...(options.reports && { dlrUrl: options.sink.url }) },
    progress: () => progressOf(client, id),
    cpu: () => processorTimes(pid),
  });
  const loadMs = options.seconds * 1_000;
  const { stored, final } = await storedMessages(client, id);
  turn.lost.notStored += Math.max(0, turn.messages - stored);
  turn.lost.notFinal = stored - final;
  turn.submittedMs = spreadOf(await sampleWaits(base, key, id, startedAt, loadMs));
  await sleep(STATISTICS_MS);
  turn.cost = costPerMessage(before, await readCounters(client), turn.messages);
  return turn;
}

export async function kannelTurn(kannel: Kannel, options: TurnOptions): Promise<Turn> {
  const { sent: before } = await kannel.counts();
  return measure(options, {
    target: {
      url: kannel.url,
      get: kannel.get,
      ...(options.reports && { dlrUrl: reportParameters(options.sink.url) }),
    },
    progress: async () => {
      const { sent, waiting } = await kannel.counts();
      return { accepted: sent - before + waiting, final: sent - before };
    },
    cpu: () => ({ kannel: timeOf(kannel.pids()) }),
  });
}

async function measure(options: TurnOptions, observed: Observed): Promise<Turn> {
  const { connections, seconds, reports, sink, dir } = options;
  const { target, progress, cpu } = observed;
  sink.reset();
  const cpuBefore = cpu();
  const startedMs = performance.now();
  const backlog = { most: 0, atEnd: 0 };
  const readBacklog = async () => {
    const { accepted, final } = await progress();
    backlog.atEnd = Math.max(0, accepted - (reports ? sink.received().ids.size : final));
    backlog.most = Math.max(backlog.most, backlog.atEnd);
  };
  const timer = setInterval(() => void readBacklog().catch(() => undefined), BACKLOG_POLL_MS);
  const { result: loaded, disturbance } = await withDisturbance(() => load(target, connections, seconds, dir));
  clearInterval(timer);
  const loadedMs = performance.now();
  await readBacklog();
  const { accepted, final } = await drained(progress, {
    least: loaded.accepted,
    limitMs: drainLimitMs(seconds),
    reported: () => (reports ? sink.received().ids.size : Number.POSITIVE_INFINITY),
  });
  const endedMs = performance.now();
  const received = sink.received();
  return {
    acceptedPerS: loaded.requestsPerS * (loaded.accepted / (loaded.accepted + loaded.failed || 1)),
    wholePerS: (Math.min(final, reports ? received.ids.size : final) * 1_000) / (endedMs - startedMs),
    messages: accepted,
    refused: loaded.failed,
    requestMs: { p50: loaded.p50Ms, p95: loaded.p95Ms, p99: loaded.p99Ms },
    submittedMs: null,
    reportMs: received.lagsMs.length
      ? { p95: quantile(received.lagsMs, 0.95), max: quantile(received.lagsMs, 1) }
      : null,
    backlog,
    drainS: (endedMs - loadedMs) / 1_000,
    lost: {
      notStored: Math.max(0, loaded.accepted - accepted),
      notFinal: accepted - final,
      notReported: reports ? Math.max(0, final - received.ids.size) : 0,
    },
    reportedTwice: reports ? received.requests - received.ids.size : 0,
    unsigned: received.unsigned,
    cpuUs: perMessage(cpuBefore, cpu(), accepted),
    cost: null,
    disturbance,
  };
}

/** Waits until all accepted messages are final, and reported. What is missing after the limit is reported as lost. */
async function drained(
  progress: Observed['progress'],
  { least, limitMs, reported }: { least: number; limitMs: number; reported: () => number },
): Promise<{ accepted: number; final: number }> {
  const deadline = performance.now() + limitMs;
  for (let last = -1; ; ) {
    const now = await progress();
    // Requests that were cut off at the end of the load may still be committed: the count must be stable.
    const isStable = now.accepted === last && now.accepted >= least;
    if (isStable && now.final >= now.accepted && reported() >= now.final) return now;
    if (performance.now() > deadline) return now;
    last = now.accepted;
    await sleep(POLL_MS);
  }
}

function perMessage(before: Record<string, number>, after: Record<string, number>, messages: number) {
  return Object.fromEntries(
    Object.entries(after).map(([kind, us]) => [kind, Math.round((us - (before[kind] ?? 0)) / messages)]),
  );
}

/** Returns ms from acceptance to submission of the messages accepted just before some moments of the load. */
async function sampleWaits(base: string, key: string, apiKeyId: string, startedAt: number, loadMs: number) {
  const waits = new Map<string, number>();
  for (let page = 1; page <= SAMPLE_PAGES; page++) {
    const until = new Date(startedAt + (loadMs * page) / SAMPLE_PAGES).toISOString();
    const response = await fetch(`${base}/api/sms?key=${apiKeyId}&created_to=${until}&limit=${PAGE}`, {
      headers: { 'x-api-key': key },
    });
    type Page = { messages?: { id: string; created_at: string; submitted_at: string | null }[] };
    for (const message of ((await response.json()) as Page).messages ?? []) {
      if (!message.submitted_at) continue;
      waits.set(message.id, Date.parse(message.submitted_at) - Date.parse(message.created_at));
    }
  }
  return [...waits.values()];
}

function spreadOf(values: number[]) {
  return { p50: quantile(values, 0.5), p95: quantile(values, 0.95), max: quantile(values, 1) };
}

/** Returns the sum over all kinds of process. */
export const totalUs = ({ cpuUs }: Turn): number => Object.values(cpuUs as ProcessorTime).reduce((a, b) => a + b, 0);
