// How much endpoints that hang delay the reports of others.
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, stop } from './processes';
import { connect, makeSender, withWorker } from './queue-part';
import { parseReport } from './sink';
import { median, quantile } from './statistics';
import { removeMessages } from './tables';

const ENDPOINTS = 1_000;
/** One endpoint in so many hangs. */
const HANGING = 10;
const PACE_MS = 100;
/** Each endpoint gets reports in the warm-up, so that those that hang are known to hang. */
const WARM_UP_S = 5;
const RECEIVE_LIMIT_MS = 60_000;
/** Messages per second over all endpoints. */
const RATE = Number(process.env.BENCH_REPORT_RATE ?? 500);

type Endpoints = { urls: string[]; hang(hanging: boolean): void; lagsMs(): number[]; stop(): void };

/** Whether all endpoints are paths of one host, instead of a port each. */
const IS_ONE_HOST = process.env.BENCH_ONE_HOST === '1';

/** Listens for the endpoints. Those that hang read the request and never respond. */
async function startEndpoints(): Promise<Endpoints> {
  let hanging = false;
  const lags: number[] = [];
  const respond = http.createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      const mayHang = Number(incoming.url?.slice(1)) % HANGING === 0;
      if (mayHang && hanging) return;
      if (!mayHang) lags.push(Date.now() - parseReport(body).occurredAtMs);
      outgoing.writeHead(204).end();
    });
  });
  const servers = Array.from({ length: IS_ONE_HOST ? 1 : ENDPOINTS }, () =>
    net.createServer((socket) => respond.emit('connection', socket)),
  );
  const sockets = new Set<net.Socket>();
  const origins = await Promise.all(
    servers.map(async (server) => {
      server.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
  return {
    urls: Array.from({ length: ENDPOINTS }, (_, index) => `${origins[index % origins.length]}/${index}`),
    hang: (on) => {
      hanging = on;
      lags.length = 0;
    },
    lagsMs: () => lags,
    stop: () => {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Measures the time from final status to report of 900 endpoints, while 100 others respond and while they hang. */
export async function benchReportEndpoints(seconds: number, rounds: number): Promise<void> {
  const endpoints = await startEndpoints();
  const { key } = await makeSender();
  const client = await connect();
  const web = await start('web.mjs', { POSTERN_ROLE: 'api' });
  const base = `http://127.0.0.1:${web.port}`;
  const ratios: number[] = [];
  console.log(
    `\nReports of ${ENDPOINTS} endpoints${IS_ONE_HOST ? ' of one host' : ''} at ${RATE}/s, of which ${ENDPOINTS / HANGING} respond or hang`,
  );
  try {
    for (let round = 0; round < rounds; round++) {
      const without = await phase(base, key, endpoints, { seconds, hanging: false });
      await removeMessages(client);
      const beside = await phase(base, key, endpoints, { seconds, hanging: true });
      // The reports of those that hang would be tried again in the next round.
      await removeMessages(client);
      ratios.push(quantile(beside, 0.95) / quantile(without, 0.95));
      console.log(`  p95 of the others ${describeLags(without)}; beside those that hang ${describeLags(beside)}`);
    }
    console.log(
      `  p95 to p95: median ${median(ratios).toFixed(2)} (${ratios.map((each) => each.toFixed(2)).join(' ')})`,
    );
  } finally {
    await stop(web.child);
    await client.end();
    endpoints.stop();
  }
}

const describeLags = (lags: number[]) => `${Math.round(quantile(lags, 0.95))} ms (${lags.length} reports)`;

type Phase = { seconds: number; hanging: boolean };

/** Starts a worker and returns the times of the endpoints that never hang, after a warm-up. */
async function phase(base: string, key: string, endpoints: Endpoints, { seconds, hanging }: Phase): Promise<number[]> {
  return withWorker(async () => {
    await send(base, key, endpoints, { seconds: WARM_UP_S, hanging });
    return send(base, key, endpoints, { seconds, hanging });
  });
}

/** Sends at a constant rate, each message to the next endpoint, and waits for the reports of those that never hang. */
async function send(base: string, key: string, endpoints: Endpoints, { seconds, hanging }: Phase): Promise<number[]> {
  endpoints.hang(hanging);
  const each = Math.round((RATE * PACE_MS) / 1_000);
  const startedMs = performance.now();
  let sent = 0;
  for (let batch = 1; batch <= (seconds * 1_000) / PACE_MS; batch++) {
    const messages = Array.from({ length: each }, () => ({
      to: `+372550${String(sent % 9_000).padStart(5, '0')}`,
      text: `Number ${sent}`,
      dlr_url: endpoints.urls[sent++ % ENDPOINTS],
    }));
    await post(`${base}/api/sms/batch`, key, { messages });
    await sleep(Math.max(0, startedMs + batch * PACE_MS - performance.now()));
  }
  const expected = Array.from({ length: sent }, (_, index) => index).filter((index) => index % HANGING !== 0).length;
  const deadline = performance.now() + RECEIVE_LIMIT_MS;
  while (endpoints.lagsMs().length < expected && performance.now() < deadline) await sleep(50);
  const lags = [...endpoints.lagsMs()];
  if (lags.length < expected) console.log(`  ${expected - lags.length} reports did not arrive within a minute`);
  return lags;
}

async function post(url: string, key: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-api-key': key };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`a batch got ${response.status}: ${text}`);
}
