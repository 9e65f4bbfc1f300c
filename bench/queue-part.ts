// What the benchmarks of the queues share: a sender, a worker, and the rate by tenths.
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { env } from '@/lib/runtime/env';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { processorTimes } from './process-time';
import { start, stop } from './processes';
import type { Sender } from './seed';

const POLL_MS = 100;
/** Nothing was done for this long: the worker is stuck. */
const STUCK_MS = 60_000;
const PARTS = 10;

export async function makeSender(): Promise<Sender & { key: string }> {
  const actor = await makeAccount();
  const { id, key } = await makeKey(actor);
  return { actor, apiKeyId: id, key };
}

/** Connects without the pool's statement timeout. */
export async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  return client;
}

/** Runs `work` while one worker runs. */
export async function withWorker<T>(work: (worker: ChildProcess) => Promise<T>): Promise<T> {
  const { child } = await start('worker.mjs', {});
  try {
    return await work(child);
  } finally {
    await stop(child);
  }
}

export type Paced = {
  done: number;
  perS: number;
  /** Rates of each tenth. */
  tenths: number[];
  /** Processor time per job, µs, of this process's descendants. */
  cpuUs: { worker: number; postgres: number };
};

/** Waits until `count` jobs are done, and returns the rate since `startedMs`. Stops early when nothing is done for a minute. */
export async function paceOf(count: number, done: () => Promise<number> | number, startedMs: number): Promise<Paced> {
  const before = processorTimes(process.pid);
  const marks: [done: number, atMs: number][] = [[0, startedMs]];
  let movedMs = startedMs;
  let now = 0;
  while (now < count && performance.now() - movedMs < STUCK_MS) {
    await sleep(POLL_MS);
    const next = await done();
    if (next > now) movedMs = performance.now();
    now = next;
    if (now >= (count * marks.length) / PARTS) marks.push([now, movedMs]);
  }
  const after = processorTimes(process.pid);
  const each = (kind: 'worker' | 'postgres') => Math.round((after[kind] - before[kind]) / now);
  return {
    done: now,
    perS: perS(marks[0], [now, movedMs]),
    tenths: marks.slice(1).map((mark, index) => Math.round(perS(marks[index], mark))),
    cpuUs: { worker: each('worker'), postgres: each('postgres') },
  };
}

function perS([from, fromMs]: [number, number] = [0, 0], [to, toMs]: [number, number]): number {
  return ((to - from) * 1_000) / (toMs - fromMs);
}

export function describePace({ perS: rate, tenths, cpuUs }: Paced): string {
  return (
    `${Math.round(rate)}/s (by tenths: ${tenths.join(' ')}), ` +
    `CPU µs each: worker ${cpuUs.worker}, PostgreSQL ${cpuUs.postgres}`
  );
}
