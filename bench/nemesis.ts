// A full account of what was accepted while processes are killed, stopped past their leases, and PostgreSQL is stopped at once.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { familyOf, postmasterPid, signal } from '@/lib/testing/replicated-postgres';
import { dataFiles } from '../server/data-dir.mjs';
import { connectTo, makeAccess, onDatabase, superuserUrl } from './installation';
import { type Product, startProduct } from './product';
import { type SteadyLoad, startLoad, statuses } from './steady-load';

const CLIENTS = 16;
const PAUSE_MS = 20;
/** From the end of a fault to the next. */
const BETWEEN_MS = 5_000;
const STOPPED_MS = 10_000;
/** Longer than the lease of a report, 60 s. */
const PAST_LEASE_MS = 65_000;
/** After the load, for leases to end and retries to be sent. */
const SETTLE_LIMIT_MS = 400_000;
const POLL_MS = 1_000;

type Fault = (installation: { product: Product; postmaster: () => number }) => Promise<void>;

/** Stops processes with SIGSTOP for a while. */
async function freeze(pids: readonly number[], forMs: number): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGSTOP');
  await sleep(forMs);
  for (const pid of pids) signal(pid, 'SIGCONT');
}

const kill = (pids: readonly number[]) => {
  for (const pid of pids) signal(pid, 'SIGKILL');
};

const FAULTS: Record<string, Fault> = {
  'worker killed': async ({ product }) => kill(product.pidsOf('worker')),
  'web processes killed': async ({ product }) => kill(product.pidsOf('web')),
  'PostgreSQL stopped at once': async ({ postmaster }) => signal(postmaster(), 'SIGQUIT'),
  'PostgreSQL killed': async ({ postmaster }) => kill([postmaster()]),
  'web processes stopped for a while': ({ product }) => freeze(product.pidsOf('web'), STOPPED_MS),
  'PostgreSQL stopped for a while': ({ postmaster }) => freeze(familyOf(postmaster()), STOPPED_MS),
  'worker stopped past its leases': ({ product }) => freeze(product.pidsOf('worker'), PAST_LEASE_MS),
  'web processes and worker killed': async ({ product }) =>
    kill([...product.pidsOf('web'), ...product.pidsOf('worker')]),
};

type Report = { webhookIds: Map<string, number>; statuses: Set<string> };

/** A receiver that keeps what it got of each message. */
async function startReceiver() {
  const reports = new Map<string, Report>();
  const server = http.createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      const { data } = JSON.parse(body) as { data: { id: string; status: string } };
      const report = reports.get(data.id) ?? { webhookIds: new Map<string, number>(), statuses: new Set<string>() };
      const webhookId = String(incoming.headers['webhook-id']);
      report.webhookIds.set(webhookId, (report.webhookIds.get(webhookId) ?? 0) + 1);
      report.statuses.add(data.status);
      reports.set(data.id, report);
      outgoing.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    reports,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Runs all faults in turn, again and again for `seconds`, then prints an account of every accepted message. */
export async function benchNemesis(seconds: number, dir: string): Promise<void> {
  const originalUrl = process.env.DATABASE_URL ?? '';
  const data = path.join(dir, 'nemesis');
  const product = await startProduct(data, {});
  const receiver = await startReceiver();
  try {
    const url = superuserUrl(data);
    await connectTo(url);
    const access = await makeAccess(2);
    const postmaster = () => postmasterPid(dataFiles(data).postgres);
    const keys = access.keys.map(({ key }) => key);
    const load = startLoad(product.base, keys, CLIENTS, PAUSE_MS, {
      to: '+37255550000',
      text: 'Your code is 1234',
      dlr_url: receiver.url,
    });
    console.log(`\nFaults in turn for ${seconds} s under the load of ${CLIENTS} clients`);
    const endMs = performance.now() + seconds * 1_000;
    while (performance.now() < endMs) {
      for (const [name, fault] of Object.entries(FAULTS)) {
        if (performance.now() >= endMs) break;
        await sleep(BETWEEN_MS);
        console.log(`  ${name} after ${load.accepted.size} accepted messages`);
        await fault({ product, postmaster });
      }
    }
    await sleep(BETWEEN_MS);
    await load.stop();
    const account = await settledAccount(load, receiver.reports, url);
    console.log(`  responses ${statuses(load.samples)}`);
    for (const [name, count] of Object.entries(account)) console.log(`  ${name}: ${count}`);
  } finally {
    receiver.stop();
    await product.stop();
    await connectTo(originalUrl);
  }
}

type Account = Record<
  | 'accepted'
  | 'missing'
  | 'stored and never accepted'
  | 'not final'
  | 'contradicting'
  | 'reports missing'
  | 'messages with several reports'
  | 'repeated deliveries with the same webhook-id',
  number
>;

/** Waits until nothing is missing, and at most SETTLE_LIMIT_MS. */
async function settledAccount(load: SteadyLoad, reports: Map<string, Report>, url: string): Promise<Account> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const account = await accountOf(load, reports, url);
    if (account['not final'] + account['reports missing'] === 0 || performance.now() > deadline) return account;
    await sleep(POLL_MS);
  }
}

/** A message contradicts when its reports have a status that it does not have in the database. */
async function accountOf({ accepted }: SteadyLoad, reports: Map<string, Report>, url: string): Promise<Account> {
  const stored = await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ id: string; status: string; isFinal: boolean }>(
      `SELECT m.id, COALESCE(p.status, 'queued') AS status, p.final_at IS NOT NULL AS "isFinal"
       FROM message m LEFT JOIN message_progress p ON p.message_id = m.id`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
  const ids = [...accepted.keys()];
  const received = [...reports.values()];
  const repeats = received.flatMap(({ webhookIds }) => [...webhookIds.values()].map((count) => count - 1));
  return {
    accepted: ids.length,
    missing: ids.filter((id) => !stored.has(id)).length,
    'stored and never accepted': [...stored.keys()].filter((id) => !accepted.has(id)).length,
    'not final': [...stored.values()].filter(({ isFinal }) => !isFinal).length,
    contradicting: [...reports].filter(([id, { statuses: all }]) =>
      [...all].some((each) => each !== stored.get(id)?.status),
    ).length,
    'reports missing': ids.filter((id) => !reports.has(id)).length,
    'messages with several reports': received.filter(({ webhookIds }) => webhookIds.size > 1).length,
    'repeated deliveries with the same webhook-id': repeats.reduce((sum, count) => sum + count, 0),
  };
}
