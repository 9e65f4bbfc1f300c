import { beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '@/lib/base/ids';
import { processSingleton, resetSingleton } from '@/lib/base/process-singleton';
import { pool } from '@/lib/database/db';
import { AcceptPause } from '@/lib/queue/accept-pause';
import { beat } from '@/lib/queue/heartbeat';
import { publishLag, readLag } from '@/lib/queue/worker-lag';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';

useDatabase();
const gate = useApiServer();

let key: string;
beforeAll(async () => {
  ({ key } = await makeKey(await makeAccount()));
});
beforeEach(async () => void (await pool().query('TRUNCATE worker_heartbeat')));

/** Sends messages, a second apart on the clock of the pause. Returns the longest pause after one, in milliseconds. */
async function sendFor(seconds: number): Promise<number> {
  let nowMs = 0;
  let reads = 0;
  for (const name of ['accept-pause', 'group-commit']) resetSingleton(name);
  const read = () => {
    reads++;
    return readLag();
  };
  const pause = processSingleton('accept-pause', () => new AcceptPause({ readLag: read, now: () => nowMs }));
  let longestMs = 0;
  for (let i = 0; i < seconds; i++) {
    const { status } = await gate.post({ to: '+37255555555', text: 'Hello' }, { 'x-api-key': key });
    expect(status).toBe(202);
    longestMs = Math.max(longestMs, pause.lastMs);
    await pause.read();
    nowMs += 1_000;
  }
  expect(reads).toBe(seconds);
  return longestMs;
}

async function runningWorker(lagMs: number): Promise<void> {
  const worker = newId();
  await beat(worker, { messages: false, reports: false });
  await publishLag(worker, lagMs);
}

test('acceptance pauses while workers are behind, and only then', async () => {
  await runningWorker(3_000);
  expect(await sendFor(5)).toBeGreaterThan(0);
  await runningWorker(0);
  expect(await sendFor(5)).toBe(0);
});

test('messages that wait although workers have time, or without a worker, do not slow acceptance', async () => {
  await sendFor(1);
  await pool().query("UPDATE message_queue SET run_at = now() - interval '1 hour'");
  expect(await sendFor(5)).toBe(0);
  await runningWorker(0);
  expect(await sendFor(5)).toBe(0);
});
