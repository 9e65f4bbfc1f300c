import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { newId } from '@/lib/base/ids';
import { db, pool } from '@/lib/database/db';
import { transaction } from '@/lib/database/transaction';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makeMessages } from '@/lib/testing/factories';
import { WAIT_LIMIT } from '@/lib/testing/limits';
import { countWith } from '@/lib/testing/message-queue';
import { runs } from '@/lib/testing/property';
import { startReceiver } from '@/lib/testing/receiver';
import { countReports } from '@/lib/testing/reports';
import { queueReports } from '@/lib/webhooks/report';
import { WorkerIdentities } from '../supervisor/worker-identities';

useDatabase();

/** A module that repeatedly rejects a promise without a handler, once the worker has installed its listeners. */
const REJECT = `setInterval(() => {
  if (process.listenerCount('unhandledRejection') > 0) Promise.reject(new Error('rejected by a test'));
}, 20).unref()`;
const REJECTS = `data:text/javascript,${encodeURIComponent(REJECT)}`;

let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  // Inside the project, so that the bundle can import packages.
  await fs.mkdir('.build', { recursive: true });
  folder = await fs.mkdtemp(path.resolve('.build/worker-test-'));
  await build({
    entryPoints: ['server/worker/main.ts'],
    outfile: path.join(folder, 'worker.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { '@': path.resolve('.') },
  });
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
});

async function startProcess(identity: Record<string, string> = {}): Promise<ChildProcess> {
  const child = fork(path.join(folder, 'worker.mjs'), {
    env: { ...process.env, ...identity, POSTERN_PROCESS: 'worker', POSTERN_ROLE: 'worker' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`worker ended with ${code}`)));
  });
  return child;
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', resolve);
  });

const queuedMessages = async () =>
  (await db().messageQueue.aggregate({ _sum: { size: true }, where: { leaseOwner: null } }))._sum.size ?? 0;

it('killed workers lose no message in any state, and only flagged messages can be duplicates', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const receiver = await startReceiver();
  const ids: string[] = [];
  const identities = new WorkerIdentities();
  for (let kill = 0; kill < 3; kill++) {
    ids.push(...(await makeMessages(actor, key, Array(runs(1_000, 3_000)).fill({ dlrUrl: receiver.url }))));
    const queued = await queuedMessages();
    const child = await startProcess(identities.next());
    await vi.waitFor(async () => expect(await queuedMessages()).toBeLessThan(queued), {
      timeout: 60_000,
      interval: 2,
    });
    child.kill('SIGKILL');
    await ended(child);
  }
  const last = await startProcess(identities.next());
  // No job is still leased to a dead worker: each is settled, due, or leased to the running worker.
  const { POSTERN_LOST_WORKERS: dead = '' } = identities.next();
  const owner = { in: dead.split(',').slice(0, -1) };
  expect(await db().workerHeartbeat.count({ where: { id: owner, endedAt: null } })).toBe(0);
  await vi.waitFor(
    async () => {
      expect(await countWith('delivered', ids)).toBe(ids.length);
      expect(await countReports('delivered')).toBe(ids.length);
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(await db().deliveryReport.count()).toBe(ids.length);
  expect(await db().messageProgress.count({ where: { attempts: { gt: 1 }, possibleDuplicate: false } })).toBe(0);
  const reported = receiver.requests.map(({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id);
  expect(new Set(reported)).toEqual(new Set(ids));
  last.kill('SIGTERM');
  expect(await ended(last)).toBe(0);
  await receiver.stop();
});

it('a worker killed in the middle of deliveries loses none: each report arrives, under one id, and is recorded', async () => {
  await pool().query('TRUNCATE delivery_report, report_queue, webhook_attempt');
  const actor = await makeAccount();
  const { id: apiKeyId } = await makeKey(actor);
  const receiver = await startReceiver();
  const count = runs(1_500, 10_000);
  const shared = { accountId: actor.accountId, apiKeyId, endpointId: null, event: 'message.delivered' as const };
  const queued = Array.from({ length: count }, (_, index) => ({
    ...{ ...shared, id: newId(), messageId: newId(), sequence: 1, url: `${receiver.url}/${index % 3}` },
    body: JSON.stringify({ type: 'message.delivered', data: { index } }),
  }));
  await transaction((client) => queueReports(client, queued));
  const identities = new WorkerIdentities();
  for (let kill = 1; kill <= 2; kill++) {
    const child = await startProcess(identities.next());
    const enough = (count * kill) / 4;
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThan(enough), { ...WAIT_LIMIT, interval: 1 });
    child.kill('SIGKILL');
    await ended(child);
    expect(await countReports('delivered')).toBeLessThan(count);
  }
  const last = await startProcess(identities.next());
  await vi.waitFor(async () => expect(await countReports('delivered')).toBe(count), { ...WAIT_LIMIT, interval: 100 });
  const arrived = receiver.requests.map(({ headers }) => headers['webhook-id']);
  expect(new Set(arrived)).toEqual(new Set(queued.map(({ id }) => id)));
  // What a killed worker had under way or not recorded is sent again, the rest is not.
  expect(arrived.length).toBeLessThan(2 * count);
  expect(await db().webhookAttempt.count()).toBe(count);
  expect(await db().reportQueue.count()).toBe(0);
  last.kill('SIGKILL');
  await ended(last);
  await receiver.stop();
});

it('finishes claimed jobs on SIGTERM, exits with 0, and leaves no lease and no heartbeat', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  await makeMessages(actor, key, Array(runs(1_000, 3_000)).fill({ recipient: '+40723009004' }));
  const child = await startProcess();
  await vi.waitFor(
    async () => expect(await db().messageProgress.count({ where: { status: 'submitted' } })).toBeGreaterThan(0),
    {
      timeout: 60_000,
      interval: 5,
    },
  );
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(0);
  expect(await db().messageQueue.count({ where: { leaseOwner: { not: null } } })).toBe(0);
  expect(await db().messageProgress.count({ where: { possibleDuplicate: true, accountId: actor.accountId } })).toBe(0);
  expect(await db().workerHeartbeat.count({ where: { seenAt: { gt: new Date(Date.now() - 1_000) } } })).toBe(0);
});

it('ends when its supervisor ends', async () => {
  const child = await startProcess();
  child.disconnect();
  expect(await ended(child)).toBe(0);
});

it('survives an unhandled rejection', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const child = await startProcess({ NODE_OPTIONS: `--import=${REJECTS}` });
  const [id] = await makeMessages(actor, key, [{}]);
  await vi.waitFor(async () => expect(await countWith('delivered', [id ?? ''])).toBe(1), WAIT_LIMIT);
  expect(child.exitCode).toBeNull();
});
