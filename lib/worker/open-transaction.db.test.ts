import pg from 'pg';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { newId } from '../base/ids';
import { evaluateAlerts } from '../carriers/alerts';
import { SIMULATOR } from '../carriers/route-rules';
import { pool } from '../database/db';
import { findStuckQueues } from '../delivery/reroute';
import { oldestDue } from '../health/queue-metrics';
import { backlog } from '../queue/backlog';
import { beat } from '../queue/heartbeat';
import { workerHealth } from '../queue/worker-health';
import { useDatabase } from '../testing/database';

useDatabase();

const DELETED = 20_000;

/** Returns the index entries of the message queue that `run` reads. */
async function entriesReadBy(run: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    await pool().query('SELECT pg_stat_force_next_flush()');
    const { rows } = await pool().query<{ read: string }>(
      "SELECT sum(idx_tup_read) AS read FROM pg_stat_user_indexes WHERE relname = 'message_queue'",
    );
    return Number(rows[0]?.read);
  };
  const before = await read();
  await run();
  return (await read()) - before;
}

const insert = (count: number, age: string, carrier = SIMULATOR) =>
  pool().query(
    `INSERT INTO message_queue (carrier, run_at, size, message_ids)
     SELECT $3, now() - $2::interval, 1, ARRAY[gen_random_uuid()] FROM generate_series(1, $1)`,
    [count, age, carrier],
  );

beforeAll(async () => {
  await pool().query('SET enable_seqscan = off');
});

test('what workers and web processes read again and again passes over rows that an open transaction keeps', async () => {
  const open = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await open.connect();
  onTestFinished(() => open.end());
  await open.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM message_queue');
  await insert(DELETED, '1 minute');
  await pool().query('DELETE FROM message_queue');
  await insert(3, '20 seconds');
  await insert(1, '10 seconds', 'removed');
  await beat(newId(), { messages: true, reports: true });

  expect(await entriesReadBy(async () => expect((await findStuckQueues()).stuck).toEqual([REMOVED]))).toBeLessThan(50);
  expect(await entriesReadBy(async () => expect((await workerHealth()).status).toBe('working'))).toBeLessThan(50);

  const count = async () => {
    backlog().isFull();
    await backlog().counted();
    return backlog().waiting;
  };
  expect(await entriesReadBy(async () => expect(await count()).toBe(4))).toBeGreaterThan(DELETED);
  await insert(1, '1 second');
  expect(await entriesReadBy(evaluateAlerts)).toBeLessThan(200);
  expect(await entriesReadBy(async () => expect((await oldestDue()).messages).toBeGreaterThan(19))).toBeLessThan(200);
});

const REMOVED = { carrier: 'removed', isOrphan: true };
