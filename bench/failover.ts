// A primary is killed under load and its synchronous standby promoted: how long until Postern accepts again, and what is lost.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '@/lib/base/routes';
import { startReplicated } from '@/lib/testing/replicated-postgres';
import { connectTo, describeFate, fateOf, makeAccess, untilOk } from './installation';
import { type Product, startProduct } from './product';
import { spread } from './spread';
import { type SteadyLoad, startLoad, statuses } from './steady-load';

const CLIENTS = 8;
const PAUSE_MS = 5;
const BEFORE_MS = 3_000;
/** How long the installation is without a primary. */
const AWAY_MS = 2_000;
const AFTER_MS = 5_000;

/** Prints the figures of one fail-over of the whole product. */
export async function benchFailover(dir: string): Promise<void> {
  const given = process.env.DATABASE_URL ?? '';
  const folder = path.join(dir, 'failover');
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
    await servers.killPrimary();
    await sleep(AWAY_MS);
    await servers.promote();
    const promotedMs = performance.now();
    const [pageMs, managementMs] = await Promise.all([
      untilOk(`${product.base}${routes.apiKeys()}`, { cookie }),
      untilOk(`${product.base}/api/keys`, { 'x-api-key': key }),
      sleep(AFTER_MS),
    ]);
    await load.stop();
    const fate = await fateOf(load, servers.urlOf(servers.standby));
    const accepted = load.answers.find(({ atMs, status }) => atMs > promotedMs && status === 202);
    const since = (atMs = Number.NaN) => `${Math.round(atMs - promotedMs)} ms`;
    console.log('\nFail-over to a promoted synchronous standby');
    console.log(
      `  after the promotion: accepts ${since(accepted?.atMs)}, console ${since(pageMs)}, GET /api/keys ${since(managementMs)}`,
    );
    console.log(`  ${describeFate(fate)}; answers ${statuses(load.answers)}; slowest ${slowest(load)} ms`);
    const late = fate.finals.filter(({ acceptedMs }) => acceptedMs > killedMs).map(({ tookMs }) => tookMs);
    console.log(`  accepted → final afterwards: ${spread(late)}`);
    console.log(`  Postern’s processes ${isSame(before, product) ? 'are the same' : 'were started again'}`);
  } finally {
    await product.stop();
    await connectTo(given);
    await servers.stop();
  }
}

const slowest = ({ answers }: SteadyLoad) => Math.round(Math.max(...answers.map(({ tookMs }) => tookMs)));
const isSame = (before: ReturnType<Product['pids']>, product: Product) =>
  JSON.stringify(before) === JSON.stringify(product.pids());
