import { beforeEach, expect, test } from 'vitest';
import { newId } from '../base/ids';
import { pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { beat, endHeartbeat } from './heartbeat';
import { publishLag, readLag } from './worker-lag';

useDatabase();

beforeEach(async () => void (await pool().query('TRUNCATE worker_heartbeat')));

async function running(lagMs?: number): Promise<string> {
  const worker = newId();
  await beat(worker, { messages: false, reports: false });
  if (lagMs !== undefined) await publishLag(worker, lagMs);
  return worker;
}

const change = (worker: string, set: string) =>
  pool().query(`UPDATE worker_heartbeat SET ${set} WHERE id = $1`, [worker]);

test('without a running worker there is no lag', async () => {
  expect(await readLag()).toBe(0);
  const ended = await running(3_000);
  await change(ended, 'ended_at = now()');
  const silent = await running(3_000);
  await change(silent, "seen_at = now() - interval '16 seconds'");
  expect(await readLag()).toBe(0);
  await endHeartbeat(await running(3_000));
  expect(await readLag()).toBe(0);
});

test('is what the worker published, until it publishes another value', async () => {
  const worker = await running(1_234);
  expect(await readLag()).toBe(1_234);
  await publishLag(worker, 0);
  expect(await readLag()).toBe(0);
});

test('is over when the worker does not renew it: it stands still', async () => {
  const worker = await running(3_000);
  await change(worker, "lag_at = now() - interval '4 seconds'");
  expect(await readLag()).toBe(0);
});

test.each([
  ['one that has never been behind', undefined, 0],
  ['one that is behind by less', 800, 800],
  ['one that is behind by more', 2_000, 1_500],
])('with %s beside it, is that of the worker with the most time', async (_, other, expected) => {
  await running(1_500);
  await running(other);
  expect(await readLag()).toBe(expected);
});

test('a heartbeat does not change the lag', async () => {
  const worker = await running(1_500);
  await beat(worker, { messages: true, reports: true });
  expect(await readLag()).toBe(1_500);
});

test('publishing adds no index entries', async () => {
  const { rows } = await pool().query(
    `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
     WHERE i.indrelid = 'worker_heartbeat'::regclass AND a.attname LIKE 'lag%'`,
  );
  expect(rows).toEqual([]);
});
