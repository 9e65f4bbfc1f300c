// Measures a failover: the primary is killed or frozen (SIGSTOP) under load and its synchronous standby promoted.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '@/lib/base/routes';
import { type ReplicatedPostgres, startReplicated } from '@/lib/testing/replicated-postgres';
import { connectTo, describeOutcome, makeAccess, outcomeOf, untilOk } from './installation';
import { type Product, startProduct } from './product';
import { spread } from './statistics';
import { type SteadyLoad, startLoad, statuses } from './steady-load';

const CLIENTS = 8;
const PAUSE_MS = 5;
const BEFORE_MS = 3_000;
/** Time without a primary. */
const OUTAGE_MS = 2_000;
const AFTER_MS = 5_000;

/** Measures failovers of the whole product: time until requests are accepted again, and lost messages. */
export async function benchFailover(dir: string): Promise<void> {
  await failOver(dir, 'killed', (servers) => servers.killPrimary());
  await failOver(dir, 'frozen', (servers) => servers.freezePrimary());
}

async function failOver(
  dir: string,
  how: string,
  endPrimary: (servers: ReplicatedPostgres) => Promise<void> | void,
): Promise<void> {
  const originalUrl = process.env.DATABASE_URL ?? '';
  const folder = path.join(dir, `failover-${how}`);
  fs.mkdirSync(folder);
  const servers = await startReplicated(folder);
  const product = await startProduct(path.join(folder, 'data'), { DATABASE_URL: servers.url });
  try {
    await connectTo(servers.url);
    const { keys, cookie } = await makeAccess(1);
    const key = keys[0]?.key ?? '';
    const before = product.pids();
    const load = startLoad(product.base, [key], CLIENTS, PAUSE_MS);
    await sleep(BEFORE_MS);
    const killedMs = performance.now();
    await endPrimary(servers);
    await sleep(OUTAGE_MS);
    await servers.promote();
    const promotedMs = performance.now();
    const [pageMs, managementMs] = await Promise.all([
      untilOk(`${product.base}${routes.apiKeys()}`, { cookie }),
      untilOk(`${product.base}/api/keys`, { 'x-api-key': key }),
      sleep(AFTER_MS),
    ]);
    await load.stop();
    const outcome = await outcomeOf(load, servers.urlOf(servers.standby));
    const accepted = load.samples.find(({ atMs, status }) => atMs > promotedMs && status === 202);
    const since = (atMs = Number.NaN) => `${Math.round(atMs - promotedMs)} ms`;
    console.log(`\nFailover from a ${how} primary to a promoted synchronous standby`);
    console.log(
      `  after the promotion: accepts ${since(accepted?.atMs)}, console ${since(pageMs)}, GET /api/keys ${since(managementMs)}`,
    );
    console.log(`  ${describeOutcome(outcome)}; responses ${statuses(load.samples)}; slowest ${slowest(load)} ms`);
    const late = outcome.finals.filter(({ acceptedMs }) => acceptedMs > killedMs).map(({ tookMs }) => tookMs);
    console.log(`  accepted → final afterwards: ${spread(late)}`);
    console.log(`  Postern’s processes ${isSame(before, product) ? 'are the same' : 'were restarted'}`);
  } finally {
    await product.stop();
    await connectTo(originalUrl);
    await servers.stop();
  }
}

const slowest = ({ samples }: SteadyLoad) => Math.round(Math.max(...samples.map(({ tookMs }) => tookMs)));
const isSame = (before: ReturnType<Product['pids']>, product: Product) =>
  JSON.stringify(before) === JSON.stringify(product.pids());
