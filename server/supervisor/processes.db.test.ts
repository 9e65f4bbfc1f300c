import http from 'node:http';
import { expect, it, vi } from 'vitest';
import { db } from '@/lib/database/db';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makeMessages } from '@/lib/testing/factories';
import { WAIT_LIMIT } from '@/lib/testing/limits';
import { countWith } from '@/lib/testing/message-queue';
import { type StartedSupervisor, useSupervisor } from '@/lib/testing/supervisor';

useDatabase();
const start = useSupervisor();

const CLIENTS = 16;
const METRICS_TOKEN = 'a-token-of-24-characters';
const API = { POSTERN_ROLE: 'api', WEB_PROCESSES: '2', METRICS_TOKEN };
const WORKERS = { POSTERN_ROLE: 'worker', WORKER_PROCESSES: '2' };

type Sent = { status: number; id: string };

/** Sends one message over the connection of `agent`. Rejects when the connection breaks. */
function send(port: number, key: string, agent: http.Agent): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    const request = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/api/sms', headers, agent });
    request.on('error', reject).on('response', (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk)).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, id: (JSON.parse(body) as Sent).id }));
    });
    request.end(JSON.stringify({ to: '+37255555555', text: 'Hello' }));
  });
}

/** Clients that send one message after the other until `stop`, on one connection or on a new one for each. */
function startLoad(port: number, key: string) {
  const sent: Sent[] = [];
  /** Failures by client. */
  const failures: number[] = Array(CLIENTS).fill(0);
  let stopped = false;
  const runs = failures.map(async (_, client) => {
    const agent = new http.Agent({ keepAlive: client % 2 === 0, maxSockets: 1 });
    while (!stopped) {
      try {
        sent.push(await send(port, key, agent));
      } catch {
        failures[client] = (failures[client] ?? 0) + 1;
      }
    }
    agent.destroy();
  });
  const stop = async () => {
    stopped = true;
    await Promise.all(runs);
  };
  const more = async (count: number) => {
    const from = sent.length;
    await vi.waitFor(() => expect(sent.length).toBeGreaterThanOrEqual(from + count), WAIT_LIMIT);
  };
  return { sent, failures, stop, more };
}

const isBack = ({ output }: StartedSupervisor, times: number) =>
  vi.waitFor(() => expect(output().match(/is back\./g)).toHaveLength(times), WAIT_LIMIT);

async function metricsOf(port: number): Promise<Record<string, number>> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { authorization: `Bearer ${METRICS_TOKEN}` },
  });
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => line.split(' ')).map(([name, value]) => [name, Number(value)]));
}

it('two web processes share the port; one that is killed loses no accepted message and no other connection', async () => {
  const { key } = await makeKey(await makeAccount());
  const supervisor = await start(API);
  const pids = await supervisor.pids('web');
  expect(pids).toHaveLength(2);
  const load = startLoad(supervisor.port, key);
  await load.more(100);
  for (const [index, pid] of pids.entries()) {
    process.kill(pid, 'SIGKILL');
    await load.more(100);
    await isBack(supervisor, index + 1);
    await load.more(100);
  }
  await load.stop();
  expect(new Set(load.sent.map(({ status }) => status))).toEqual(new Set([202]));
  // A killed process breaks the requests in progress, at most one of each client.
  expect(Math.max(...load.failures)).toBeLessThanOrEqual(2);
  const ids = load.sent.map(({ id }) => id);
  expect(await db().message.count({ where: { id: { in: ids } } })).toBe(ids.length);
  expect(supervisor.output()).toMatch(/The web process 1 of 2 ended unexpectedly \(SIGKILL\)/);

  supervisor.process.kill('SIGTERM');
  expect(await supervisor.ended).toBe(0);
  expect(await supervisor.pids('web')).toEqual([]);
});

it.each<NodeJS.Signals>(['SIGINT', 'SIGHUP'])(
  'metrics include all web processes; %s to the process group, as from a terminal, answers every request',
  async (signal) => {
    const actor = await makeAccount();
    const { key } = await makeKey(actor);
    const supervisor = await start(API);
    const before = startLoad(supervisor.port, key);
    await before.more(100);
    await before.stop();
    for (let scrape = 0; scrape < 4; scrape++) {
      expect(await metricsOf(supervisor.port)).toMatchObject({
        postern_web_processes: 2,
        postern_messages_accepted_total: before.sent.length,
        postern_accept_duration_seconds_count: before.sent.length,
        postern_backlog_limit_messages: 2_000_000,
      });
    }
    const load = startLoad(supervisor.port, key);
    await load.more(100);
    process.kill(-(supervisor.process.pid ?? 0), signal);
    expect(await supervisor.ended).toBe(0);
    await load.stop();
    // Not any "unexpectedly": a process whose connections PostgreSQL ends logs this word too.
    expect(supervisor.output()).not.toMatch(/process( \d of \d)? ended unexpectedly/);
    expect(await supervisor.pids('web')).toEqual([]);
    const count = before.sent.length + load.sent.length;
    expect(await db().message.count({ where: { accountId: actor.accountId } })).toBe(count);
  },
);

it('web processes finish the requests in progress when the supervisor is killed', async () => {
  const actor = await makeAccount();
  const { key } = await makeKey(actor);
  const supervisor = await start(API);
  const pids = await supervisor.pids('web');
  const load = startLoad(supervisor.port, key);
  await load.more(100);
  supervisor.process.kill('SIGKILL');
  await supervisor.ended;
  const isRunning = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), WAIT_LIMIT);
  await load.stop();
  const ids = load.sent.map(({ id }) => id);
  expect(await db().message.count({ where: { id: { in: ids } } })).toBe(ids.length);
  expect(await db().message.count({ where: { accountId: actor.accountId } })).toBe(ids.length);
});

it('two workers share the queue without overlap, and the health check needs both', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const ids = await makeMessages(actor, key, Array(2_000).fill({}));
  const supervisor = await start(WORKERS);
  expect(await supervisor.pids('worker')).toHaveLength(2);
  const health = () => fetch(`http://127.0.0.1:${supervisor.port}/api/health/ready`);
  expect((await health()).status).toBe(200);
  await vi.waitFor(async () => expect(await countWith('delivered', ids)).toBe(ids.length), WAIT_LIMIT);
  expect(await db().messageProgress.count({ where: { messageId: { in: ids }, attempts: { gt: 1 } } })).toBe(0);
  expect(await db().workerHeartbeat.count({ where: { endedAt: null } })).toBe(2);

  const [first = 0] = await supervisor.pids('worker');
  process.kill(first, 'SIGKILL');
  await vi.waitFor(async () => expect((await health()).status).toBe(503), { ...WAIT_LIMIT, interval: 5 });
  await isBack(supervisor, 1);
  expect((await health()).status).toBe(200);
  expect(await db().workerHeartbeat.count({ where: { endedAt: { not: null } } })).toBe(1);
  const later = await makeMessages(actor, key, Array(200).fill({}));
  await vi.waitFor(async () => expect(await countWith('delivered', later)).toBe(later.length), WAIT_LIMIT);
  supervisor.process.kill('SIGTERM');
  expect(await supervisor.ended).toBe(0);
});
