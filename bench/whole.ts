// The whole way of a message in the default installation (web, worker, embedded database with many stored messages), in
// turns with Kannel: smsbox, bearerbox and its fake carrier, as shipped and with TCP_NODELAY. By SMPP: both connect to the SMSC
// of the command line, each to one of its own, in place of simulator and fake carrier.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { installationSecrets } from '../server/data-dir.mjs';
import { connectTo, superuserUrl } from './installation';
import { hasKannel, type Kannel, runKannel } from './kannel';
import { load, warmUp } from './load';
import { buildNoDelay } from './no-delay';
import { descendants } from './process-time';
import { type Product, startProduct } from './product';
import { readmeTable } from './readme-table';
import { seedStoredMessages } from './seed';
import { startSink } from './sink';
import { connectCarriers, type SmscProcess, startSmscProcess } from './smsc';
import { timed } from './statistics';
import { countMessages, progressOf } from './tables';
import {
  printCost,
  printProcessorTime,
  printRatios,
  printStoppedWorker,
  printTurn,
  printTurnHeader,
  type Results,
} from './whole-table';
import { kannelTurn, posternTurn, type Subject, type Turn, type TurnOptions } from './whole-turn';

const listOf = (text: string) => text.split(',');
const CONNECTIONS = process.env.BENCH_CONNECTIONS;
const REPORTS = process.env.BENCH_REPORTS;
/** Variants of Kannel that take turns: as shipped, with TCP_NODELAY; or none. */
const KANNEL = listOf(process.env.BENCH_KANNEL ?? 'shipped,no-delay');
/** Of one bind: the default of both. */
const WINDOW = Number(process.env.BENCH_WINDOW ?? 10);
const STORED = Number(process.env.BENCH_STORED ?? 1_000_000);
/** Keeps the installation of this folder, so that the stored messages of an earlier run are used again. */
const DATA_DIR = process.env.BENCH_DATA_DIR;
const PAUSE_MS = 2_000;
const STOPPED_WORKER_S = 10;

/** How messages leave the installation. */
export type Way = 'simulator' | 'smpp';

/** Defaults: every combination to the simulator; the sustained load with reports by SMPP. */
const LOADS = {
  simulator: { connections: '1,32,128', reports: 'without,with' },
  smpp: { connections: '128', reports: 'with' },
} as const;

type Candidate = { name: string; run: (options: TurnOptions) => Promise<Turn> };

/** Runs `rounds` rounds of turns of at least `seconds`. Prints each turn, then ratios per round and their median. */
export async function benchWhole(seconds: number, rounds: number, dir: string, way: Way = 'simulator'): Promise<void> {
  const originalUrl = process.env.DATABASE_URL ?? '';
  const data = DATA_DIR ? path.resolve(DATA_DIR) : path.join(dir, 'whole');
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  const secrets = { SECRETS_KEYS: process.env.SECRETS_KEYS, SECRETS_PEPPERS: process.env.SECRETS_PEPPERS };
  Object.assign(process.env, installationSecrets(data, {}, { create: true }));
  const product = await startProduct(data, {});
  const sink = await startSink();
  const kannels: Kannel[] = [];
  const smscs: SmscProcess[] = [];
  const startSmsc = async () => {
    const smsc = await startSmscProcess(dir, {});
    smscs.push(smsc);
    return smsc;
  };
  try {
    const url = superuserUrl(data);
    await connectTo(url);
    const client = new pg.Client({ connectionString: url });
    // After a failed turn it is still connected when the database stops.
    client.on('error', () => {});
    await client.connect();
    await connectCarriers(
      way === 'smpp' ? [{ name: 'bench', port: (await startSmsc()).port, settings: { window: WINDOW } }] : [],
    );
    console.log(`\nThe installation: ${describeProcesses(product)}`);
    const subject = await prepare(client, product.base, product.pids().supervisor);
    const candidates: Candidate[] = [{ name: 'Postern', run: (options) => posternTurn(subject, options) }];
    for (const [name, preload] of kannelVariants(dir)) {
      const smsc = way === 'smpp' ? { port: (await startSmsc()).port, window: WINDOW } : undefined;
      const kannel = await runKannel(dir, { preload, smsc });
      kannels.push(kannel);
      candidates.push({ name, run: (options) => kannelTurn(kannel, options) });
    }
    await warm(subject, kannels, dir);
    const stoppedPerS: number[] = [];
    const results = await takeAllTurns(candidates, { way, seconds, rounds, sink, dir }, async () => {
      stoppedPerS.push(await rateWithStoppedWorker(subject, Math.min(STOPPED_WORKER_S, seconds), dir));
    });
    printRatios(results);
    printStoppedWorker(results, stoppedPerS);
    printCost(results);
    printProcessorTime(results);
    console.log(`\nThe table of the README (${describeProcesses(product)}; medians)\n\n${readmeTable(results)}`);
    await client.end();
  } finally {
    for (const kannel of kannels) await kannel.stop();
    for (const smsc of smscs) await smsc.stop();
    sink.stop();
    Object.assign(process.env, secrets);
    await connectTo(originalUrl);
    await product.stop();
  }
}

function describeProcesses({ pidsOf }: Product): string {
  return `web processes: ${pidsOf('web').length}, workers: ${pidsOf('worker').length}`;
}

async function prepare(client: pg.Client, base: string, pid: number): Promise<Subject> {
  const actor = await makeAccount();
  const { id: apiKeyId } = await makeKey(actor);
  const sender = { actor, apiKeyId };
  const missing = STORED - (await countMessages(client));
  const tookMs = missing > 0 ? await timed(() => seedStoredMessages(client, sender, missing)) : 0;
  console.log(
    `\nThe whole way beside ${STORED.toLocaleString('en')} stored messages (stored in ${Math.round(tookMs / 1_000)} s)`,
  );
  return { base, pid, client, sender };
}

function kannelVariants(dir: string): [name: string, preload: string | undefined][] {
  if (KANNEL.includes('none')) return [];
  if (!hasKannel()) {
    console.log('Without Kannel: apt-get install kannel kannel-extras\n');
    return [];
  }
  const library = KANNEL.includes('no-delay') ? buildNoDelay(dir) : null;
  const variants: [string, string | undefined][] = KANNEL.includes('shipped') ? [['Kannel', undefined]] : [];
  return library ? [...variants, ['Kannel, no delay', library]] : variants;
}

async function warm({ base, sender, client }: Subject, kannels: Kannel[], dir: string): Promise<void> {
  const { id, key } = await makeKey(sender.actor);
  await warmUp({ url: `${base}/api/sms`, key }, dir);
  for (const kannel of kannels) {
    await warmUp(kannel, dir);
    while ((await kannel.counts()).waiting > 0) await sleep(100);
  }
  await allFinal(client, id);
}

type All = { way: Way; seconds: number; rounds: number; sink: TurnOptions['sink']; dir: string };

/** `afterIdle` is called after the turns at one connection without reports. */
async function takeAllTurns(
  candidates: Candidate[],
  { way, seconds, rounds, sink, dir }: All,
  afterIdle: () => Promise<void>,
): Promise<Results> {
  const results: Results = [];
  const allConnections = listOf(CONNECTIONS ?? LOADS[way].connections).map(Number);
  const withAndWithout = listOf(REPORTS ?? LOADS[way].reports).map((word) => word === 'with');
  printTurnHeader();
  for (let round = 0; round < rounds; round++) {
    for (const connections of allConnections) {
      for (const reports of withAndWithout) {
        for (const { name, run } of round % 2 ? [...candidates].reverse() : candidates) {
          const turn = await run({ connections, seconds, reports, sink, dir });
          results.push({ name, round, connections, reports, turn });
          printTurn({ name, round, connections, reports, turn });
          await sleep(PAUSE_MS);
        }
        if (connections === 1 && !reports) await afterIdle();
      }
    }
  }
  return results;
}

/** Returns the accept rate at one connection while the worker's processes are stopped (SIGSTOP). */
async function rateWithStoppedWorker({ base, pid, sender, client }: Subject, seconds: number, dir: string) {
  const { id, key } = await makeKey(sender.actor);
  const workers = descendants(pid).filter(({ kind }) => kind === 'worker');
  for (const worker of workers) process.kill(worker.pid, 'SIGSTOP');
  const { requestsPerS } = await load({ url: `${base}/api/sms`, key }, 1, seconds, dir).finally(() => {
    for (const worker of workers) process.kill(worker.pid, 'SIGCONT');
  });
  await allFinal(client, id);
  return requestsPerS;
}

async function allFinal(client: pg.Client, apiKeyId: string): Promise<void> {
  for (;;) {
    const { accepted, final } = await progressOf(client, apiKeyId);
    if (final >= accepted) return;
    await sleep(100);
  }
}
