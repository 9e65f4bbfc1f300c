import type { AddressInfo } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { beat } from '@/lib/queue/heartbeat';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makeMessage } from '@/lib/testing/factories';
import { createHealthServer } from './health-server';

useDatabase();

const worker = { ready: true, isReady: () => worker.ready };
let base: string;

beforeAll(async () => {
  const server = createHealthServer(worker);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return () => void server.close();
});

async function request(path = '/api/health/ready', method = 'GET') {
  const response = await fetch(`${base}${path}`, { method });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

it('is ready while the worker runs and its queues move; otherwise the response names the reason', async () => {
  expect(await request()).toMatchObject({ status: 503, retryAfter: '5', body: { code: 'unavailable' } });
  const id = newId();
  await beat(id, { messages: false, reports: false });
  expect(await request()).toMatchObject({ status: 200, body: { status: 'ready', worker: { status: 'working' } } });

  worker.ready = false;
  expect(await request()).toMatchObject({ status: 503, body: { detail: 'The worker is being started or restarted.' } });
  expect(await request('/api/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
  worker.ready = true;

  const actor = await makeAccount();
  const due = new Date(Date.now() - 90_000);
  await makeMessage(actor, await makeKey(actor), { runAt: due });
  const stuck = await request();
  expect(stuck).toMatchObject({ status: 503 });
  expect(stuck.body.detail).toBe(`Messages have been waiting since ${due.toISOString()}.`);
  await beat(id, { messages: true, reports: false });
  expect(await request()).toMatchObject({ status: 200 });

  await db().workerHeartbeat.update({ where: { id }, data: { endedAt: new Date() } });
  expect((await request()).body.detail).toMatch(/^No worker is running/);
});

it('responds with 404 to other paths', async () => {
  expect(await request('/api/sms')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect(await request('/api/health/ready', 'POST')).toMatchObject({ status: 405 });
});
