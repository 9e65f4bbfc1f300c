import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makeMessages } from '@/lib/testing/factories';
import { startReceiver } from '@/lib/testing/receiver';

useDatabase();

let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  // Inside the project, so that the bundle finds its packages.
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

async function startProcess(): Promise<ChildProcess> {
  const child = fork(path.join(folder, 'worker.mjs'), {
    env: { ...process.env, POSTERN_PROCESS: 'worker', POSTERN_ROLE: 'worker' },
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

/** The leases of the dead end by themselves, in 30 s and 60 s; tests do not wait for the clock. */
async function endLeases(): Promise<void> {
  await db().message.updateMany({ where: { status: 'queued' }, data: { runAt: new Date() } });
  await db().deliveryReport.updateMany({ where: { state: 'pending' }, data: { nextAttemptAt: new Date() } });
}

it('workers killed with messages in every state of work lose none, and only flagged ones can be doubled', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const receiver = await startReceiver();
  const ids: string[] = [];
  for (let kill = 0; kill < 3; kill++) {
    ids.push(...(await makeMessages(actor, key, Array(1_000).fill({ dlrUrl: receiver.url }))));
    const left = await db().message.count({ where: { status: 'queued' } });
    const child = await startProcess();
    await vi.waitFor(async () => expect(await db().message.count({ where: { status: 'queued' } })).toBeLessThan(left), {
      timeout: 60_000,
      interval: 2,
    });
    child.kill('SIGKILL');
    await ended(child);
    await endLeases();
  }
  const last = await startProcess();
  await vi.waitFor(
    async () => {
      expect(await db().message.count({ where: { id: { in: ids }, status: 'delivered' } })).toBe(ids.length);
      expect(await db().deliveryReport.count({ where: { state: 'delivered' } })).toBe(ids.length);
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(await db().deliveryReport.count()).toBe(ids.length);
  expect(await db().message.count({ where: { attempts: { gt: 1 }, possibleDuplicate: false } })).toBe(0);
  const reported = receiver.requests.map(({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id);
  expect(new Set(reported)).toEqual(new Set(ids));
  last.kill('SIGTERM');
  expect(await ended(last)).toBe(0);
  await receiver.stop();
}, 120_000);

it('SIGTERM in the middle of work finishes it: exit 0, no lease and no heartbeat left', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  await makeMessages(actor, key, Array(3_000).fill({ recipient: '+40723009004' }));
  const child = await startProcess();
  await vi.waitFor(
    async () => expect(await db().message.count({ where: { status: 'submitted' } })).toBeGreaterThan(0),
    {
      timeout: 60_000,
      interval: 5,
    },
  );
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(0);
  expect(await db().message.count({ where: { leaseOwner: { not: null }, apiKeyId: key.id } })).toBe(0);
  expect(await db().message.count({ where: { possibleDuplicate: true, apiKeyId: key.id } })).toBe(0);
  expect(await db().workerHeartbeat.count({ where: { seenAt: { gt: new Date(Date.now() - 1_000) } } })).toBe(0);
}, 60_000);

it('ends when its supervisor does', async () => {
  const child = await startProcess();
  child.disconnect();
  expect(await ended(child)).toBe(0);
}, 30_000);
