// Measures the whole product under load while its processes are killed or frozen (SIGSTOP).
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '@/lib/base/routes';
import { familyOf, postmasterPid, signal } from '@/lib/testing/replicated-postgres';
import { dataFiles } from '../server/data-dir.mjs';
import {
  type Access,
  connectTo,
  describeOutcome,
  makeAccess,
  onDatabase,
  outcomeOf,
  superuserUrl,
  untilOk,
} from './installation';
import { type Product, startProduct } from './product';
import { spread } from './statistics';
import { type Sample, type SteadyLoad, startLoad, statuses } from './steady-load';

const CLIENTS = 8;
const PAUSE_MS = 5;
const BEFORE_MS = 2_000;
const AFTER_MS = 6_000;
/** Longer than a message's lease of 30 s. */
const PAST_LEASE_MS = 40_000;
const SILENT_MS = 10_000;
const LOCKED_MS = 6_000;
/** Clients with unknown keys, which need a database lookup. */
const UNKNOWN_KEYS = 30;

type Installation = { product: Product; url: string; postmaster: () => number; access: Access };
type Fault = (installation: Installation) => Promise<string>;

const FAULTS: Record<string, Fault> = {
  'web process killed': async ({ product, access }) => {
    const killedMs = performance.now();
    process.kill(product.pids().web, 'SIGKILL');
    const since = (atMs: number) => `${Math.round(atMs - killedMs)} ms`;
    const headers = { 'x-api-key': access.keys[0]?.key ?? '' };
    const [api, page] = await Promise.all([
      untilOk(`${product.base}/api/sms`, headers),
      untilOk(`${product.base}${routes.apiKeys()}`, { cookie: access.cookie }),
    ]);
    return `the API responds after ${since(api)}, the console after ${since(page)}`;
  },
  'worker killed': async ({ product }) => {
    process.kill(product.pids().worker, 'SIGKILL');
    return '';
  },
  'worker stopped past its leases': async ({ product }) => {
    const { worker } = product.pids();
    process.kill(worker, 'SIGSTOP');
    await sleep(PAST_LEASE_MS);
    process.kill(worker, 'SIGCONT');
    return '';
  },
  'PostgreSQL killed': async ({ postmaster }) => {
    process.kill(postmaster(), 'SIGKILL');
    return '';
  },
  'PostgreSQL silent': async ({ product, postmaster, access }) => {
    const stopped = familyOf(postmaster());
    for (const pid of stopped) signal(pid, 'SIGSTOP');
    const untilMs = performance.now() + SILENT_MS;
    const pages: number[] = [];
    const managed: number[] = [];
    const unknown: number[] = [];
    const seen = new Set<number>();
    const ask = async (times: number[], path: string, headers: Record<string, string>) => {
      while (performance.now() < untilMs) {
        const startedMs = performance.now();
        seen.add((await fetch(`${product.base}${path}`, { headers, redirect: 'manual' })).status);
        times.push(performance.now() - startedMs);
      }
    };
    await Promise.all([
      ask(pages, routes.apiKeys(), { cookie: access.cookie, accept: 'text/html' }),
      ask(managed, '/api/keys', { 'x-api-key': access.keys[0]?.key ?? '' }),
      ...Array.from({ length: UNKNOWN_KEYS }, (_, i) => ask(unknown, '/api/sms', { 'x-api-key': `unknown ${i}` })),
    ]);
    for (const pid of [...stopped, ...familyOf(postmaster())]) signal(pid, 'SIGCONT');
    return `responses ${[...seen].join(' ')}: pages ${spread(pages)}; GET /api/keys ${spread(managed)}; unknown keys ${spread(unknown)}`;
  },
  'one key’s row locked': async ({ url, access }) => {
    await onDatabase(url, async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT FROM api_key_usage WHERE api_key_id = $1 FOR UPDATE', [access.keys[0]?.id]);
      await sleep(LOCKED_MS);
      await client.query('ROLLBACK');
    });
    return '';
  },
};

/** Measures the effect of each fault, or of those whose name contains one of `named`, on the clients. */
export async function benchFaults(dir: string, named: string[]): Promise<void> {
  const originalUrl = process.env.DATABASE_URL ?? '';
  const data = path.join(dir, 'faults');
  const product = await startProduct(data, {});
  try {
    const url = superuserUrl(data);
    await connectTo(url);
    const postmaster = () => postmasterPid(dataFiles(data).postgres);
    const access = await makeAccess(2);
    console.log('\nFaults under load');
    for (const [name, fault] of Object.entries(FAULTS)) {
      if (named.length > 0 && !named.some((word) => name.includes(word))) continue;
      await report(name, fault, { product, url, postmaster, access });
    }
    if (process.env.BENCH_LOG) fs.writeFileSync(process.env.BENCH_LOG, product.output());
  } finally {
    await product.stop();
    await connectTo(originalUrl);
  }
}

async function report(name: string, fault: Fault, installation: Installation): Promise<void> {
  const { product, access, url } = installation;
  await onDatabase(url, (client) => client.query('TRUNCATE message, idempotency_key'));
  const keys = access.keys.map(({ key }) => key);
  const load = startLoad(product.base, keys, CLIENTS, PAUSE_MS);
  await sleep(BEFORE_MS);
  const faultMs = performance.now();
  const found = await fault(installation);
  await sleep(AFTER_MS);
  await load.stop();
  const outcome = await outcomeOf(load, url);
  const finals = outcome.finals.filter(({ acceptedMs }) => acceptedMs > faultMs - 1_000).map(({ tookMs }) => tookMs);
  console.log(`  ${name}${found && `: ${found}`}`);
  console.log(`    ${describeOutcome(outcome)}; responses ${statuses(load.samples)}`);
  console.log(`    longest time without a 202 ${longestGap(load, faultMs)} ms; ${describeResponses(load, keys)}`);
  console.log(`    accepted → final since then: ${spread(finals)}`);
}

function longestGap({ samples }: SteadyLoad, faultMs: number): number {
  const times = samples.filter(({ status, atMs }) => status === 202 && atMs > faultMs).map(({ atMs }) => atMs);
  return Math.round(Math.max(...times.map((atMs, i) => atMs - (times[i - 1] ?? faultMs))));
}

function describeResponses({ samples }: SteadyLoad, keys: string[]): string {
  const times = (key: string) => samples.filter((sample: Sample) => sample.key === key).map(({ tookMs }) => tookMs);
  return keys.map((key, i) => `responses to key ${i + 1} ${spread(times(key))}`).join('; ');
}
