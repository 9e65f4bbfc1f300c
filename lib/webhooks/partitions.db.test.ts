import { beforeEach, expect, it } from 'vitest';
import { lowestIdAt, newId } from '../base/ids';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { seedDeliveries } from '../testing/deliveries';
import { countReports } from '../testing/reports';
import { keepPartitions } from './partitions';

useDatabase();

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const of = { accountId: newId(), apiKeyId: newId() };

beforeEach(async () => {
  await pool().query('TRUNCATE delivery_report, webhook_attempt');
});

/** The partition of a delivery and that of its attempt, without the names of their tables. */
async function partitionsOf(id: string): Promise<string[]> {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT replace(tableoid::regclass::text, 'delivery_report_', '') AS name FROM delivery_report WHERE id = $1
     UNION ALL SELECT replace(tableoid::regclass::text, 'webhook_attempt_', '') FROM webhook_attempt WHERE report_id = $1`,
    [id],
  );
  return rows.map(({ name }) => name);
}

async function seed(at: Date): Promise<string> {
  const [id = ''] = await seedDeliveries({ ...of, at, count: 1 });
  return id;
}

it('of five weeks are there from the beginning, each week is created four ahead, and nothing is done twice', async () => {
  expect(await keepPartitions()).toEqual({ created: 0, dropped: 0 });
  expect(await keepPartitions(inDays(7))).toEqual({ created: 1, dropped: 0 });
  expect(await keepPartitions(inDays(7))).toEqual({ created: 0, dropped: 0 });
  const [report, attempt] = await partitionsOf(await seed(inDays(30)));
  expect(report).toMatch(/^\d{8}$/);
  expect(attempt).toBe(report);
});

it('that were not created in time fail no insert: rows move to their partition later', async () => {
  const id = await seed(inDays(100));
  expect(await partitionsOf(id)).toEqual(['default', 'default']);
  expect(await keepPartitions(inDays(98), 3_650)).toMatchObject({ dropped: 0 });
  const [report, attempt] = await partitionsOf(id);
  expect(report).toMatch(/^\d{8}$/);
  expect(attempt).toBe(report);
  expect(await countReports('delivered', [id])).toBe(1);
});

it('older than the retention are dropped, reports and attempts, also rows of the default partition; later ones stay', async () => {
  const [old, recent] = [await seed(new Date()), await seed(inDays(20))];
  const unbounded = await seed(inDays(400));
  expect((await keepPartitions(inDays(20), 30)).dropped).toBe(0);
  expect((await keepPartitions(inDays(40), 30)).dropped).toBeGreaterThanOrEqual(2);
  expect(await partitionsOf(old)).toEqual([]);
  expect(await partitionsOf(recent)).toHaveLength(2);
  await keepPartitions(inDays(500), 30);
  expect(await partitionsOf(unbounded)).toEqual([]);
  const { rows } = await pool().query('SELECT FROM webhook_attempt WHERE report_id < $1', [lowestIdAt(inDays(400))]);
  expect(rows).toEqual([]);
  // An id below all bounds.
  const first = await seed(new Date('2020-01-01'));
  expect(await partitionsOf(first)).toEqual(['default', 'default']);
});

it('are left as they are while a transaction reads the table, and deliveries go on', async () => {
  const reader = await pool().connect();
  try {
    await reader.query('BEGIN; SELECT count(*) FROM delivery_report; SELECT count(*) FROM webhook_attempt');
    const waiting = keepPartitions(inDays(700), 7);
    const id = await seed(new Date());
    expect(await db().webhookAttempt.count({ where: { reportId: id } })).toBe(1);
    expect((await waiting).dropped).toBe(0);
  } finally {
    await reader.query('ROLLBACK');
    reader.release();
  }
  expect((await keepPartitions(inDays(700), 7)).dropped).toBeGreaterThan(0);
});
