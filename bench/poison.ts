// Measures how much delivery reports that cannot be delivered delay those that can: the time from accepting to the report,
// with and without such poison reports.
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@/lib/base/ids';
import { db, pool } from '@/lib/database/db';
import { webHost } from '@/lib/network/web-url';
import { startReceiver } from '@/lib/testing/receiver';
import { start, stop } from './processes';
import { median, spread } from './statistics';

const MESSAGES = 1_000;
const POISON = 40;
const PACE_MS = 5;
const REPORT_TIMEOUT_MS = 60_000;

/** URLs as earlier versions stored them; requests with them are now refused. */
const UNUSABLE = ['', ' ', 'http:\\\\h\\p', 'http:h/p', 'http://', 'http://[::1', 'http://a..b', 'http://%zz'];

type BrokenReceivers = { urls: string[]; stop: () => void };

/** Starts receivers that never respond, close at once, use another protocol, or never end their response. */
async function startBrokenReceivers(): Promise<BrokenReceivers> {
  const servers = [
    net.createServer(() => undefined),
    net.createServer((socket) => socket.destroy()),
    net.createServer((socket) => socket.end('220 smtp ready\r\n')),
    http.createServer((_, response) => {
      response.on('error', () => undefined).write('a');
    }),
  ];
  const urls = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      server.on('connection', (socket: net.Socket) => socket.on('error', () => undefined));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    }),
  );
  return {
    urls: [...urls, 'http://127.0.0.1:1/', 'http://nowhere.invalid/'],
    stop: () => {
      for (const each of servers) each.close();
    },
  };
}

async function storeReports(apiKeyId: string, accountId: string, urls: string[]): Promise<void> {
  const at = new Date();
  const owner = { apiKeyId, accountId, sequence: 1, event: 'message.delivered', body: '{}', nextAttemptAt: at };
  const reports = urls.map((url) => ({ id: newId(), messageId: newId(), url, ...owner }));
  await db().deliveryReport.createMany({ data: reports });
  await db().reportQueue.createMany({
    data: reports.map(({ id, url }) => ({ host: webHost(url), runAt: at, size: 1, reportIds: [id] })),
  });
}

/** Sends messages one after the other, each with a report to a working receiver. Returns the ms from the 202 to the report. */
async function run(port: number, key: string, poison: string[]): Promise<number[]> {
  const acceptedMs = new Map<string, number>();
  const reportedMs = new Map<string, number>();
  const receiver = await startReceiver(({ body }, response) => {
    reportedMs.set((JSON.parse(body) as { data: { id: string } }).data.id, performance.now());
    response.end();
  });
  const { apiKeyId, accountId } = await ownerOf();
  await storeReports(apiKeyId, accountId, poison);
  for (let i = 0; i < MESSAGES; i++) {
    const response = await fetch(`http://127.0.0.1:${port}/api/sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ to: '+37255550000', text: `n ${i}`, dlr_url: receiver.url }),
    });
    acceptedMs.set(((await response.json()) as { id: string }).id, performance.now());
    await sleep(PACE_MS);
  }
  const deadline = performance.now() + REPORT_TIMEOUT_MS;
  while (reportedMs.size < MESSAGES && performance.now() < deadline) await sleep(50);
  await receiver.stop();
  if (reportedMs.size < MESSAGES) throw new Error(`only ${reportedMs.size} of ${MESSAGES} were reported`);
  return [...acceptedMs].map(([id, at]) => (reportedMs.get(id) ?? Number.NaN) - at);
}

async function ownerOf(): Promise<{ apiKeyId: string; accountId: string }> {
  const { id, accountId } = await db().apiKey.findFirstOrThrow();
  return { apiKeyId: id, accountId };
}

const p95 = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;

/** Measures without and with poison reports, in turns. The worker must still be the same process at the end. */
export async function benchPoison(key: string, rounds: number): Promise<void> {
  const web = await start('web.mjs', { POSTERN_ROLE: 'api' });
  const worker = await start('worker.mjs', {});
  const broken = await startBrokenReceivers();
  const poison = Array.from(
    { length: POISON },
    (_, i) => [...UNUSABLE, ...broken.urls][i % (UNUSABLE.length + broken.urls.length)] ?? '',
  );
  await run(web.port, key, []);
  const ratios: number[] = [];
  const all = { without: [] as number[], with: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const without = await run(web.port, key, []);
    const beside = await run(web.port, key, poison);
    all.without.push(...without);
    all.with.push(...beside);
    ratios.push(p95(beside) / p95(without));
  }
  console.log(`\nAccepted → reported, ${MESSAGES} messages, ${rounds} rounds`);
  console.log(`  without poison reports: ${spread(all.without)}`);
  console.log(`  beside ${POISON} of them:     ${spread(all.with)}`);
  console.log(
    `  p95 to p95, median of the rounds: ${median(ratios).toFixed(2)} (each: ${ratios.map((r) => r.toFixed(2)).join(' ')})`,
  );
  console.log(`  the worker ${worker.child.exitCode === null ? 'still runs' : 'ended'}`);
  broken.stop();
  await stop(web.child);
  await stop(worker.child);
  await pool().query('TRUNCATE message, delivery_report, report_queue');
}
