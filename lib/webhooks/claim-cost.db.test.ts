import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { claimReports, findHosts, type HostRoom } from './queue';

useDatabase();

const DEAD = 'dead.example';
const GOOD = 'good.example';
const BACKLOG = 20_000;

const wanted = (host: string, overrides: Partial<HostRoom> = {}): HostRoom => ({
  ...{ host, room: 8, rows: 8, since: null },
  ...overrides,
});

beforeEach(async () => {
  await pool().query('TRUNCATE delivery_report, report_queue');
});

async function insertRows(host: string, count: number): Promise<void> {
  await pool().query(
    `INSERT INTO report_queue (host, run_at, size, report_ids)
     SELECT $1, now() - interval '1 minute' + i * interval '1 millisecond', 1, ARRAY[gen_random_uuid()]
     FROM generate_series(1, $2) AS i`,
    [host, count],
  );
}

/** Pages of the queue, its index and the tables beside it that `run` reads, from the cache or not. */
async function pagesReadBy(run: () => Promise<unknown>): Promise<number> {
  await flushStatistics();
  const before = await pagesRead();
  await run();
  await flushStatistics();
  return (await pagesRead()) - before;
}

/** A connection reports its statistics when asked to, or when it ends. */
async function flushStatistics(): Promise<void> {
  const connections = await Promise.all(Array.from({ length: pool().totalCount }, () => pool().connect()));
  for (const connection of connections) await connection.query('SELECT pg_stat_force_next_flush()');
  for (const connection of connections) connection.release();
}

async function pagesRead(): Promise<number> {
  const { rows } = await pool().query<{ pages: string }>(
    `SELECT sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit) AS pages FROM pg_statio_user_tables
     WHERE relname IN ('report_queue', 'delivery_report')`,
  );
  return Number(rows[0]?.pages);
}

const claim = (hosts: HostRoom[]) => claimReports({ worker: newId(), hosts, suspect: true });

describe('with a long queue for one host', () => {
  it('a claim for another reads as much as without it', async () => {
    await insertRows(GOOD, 8);
    const alone = await pagesReadBy(() => claim([wanted(GOOD)]));
    await pool().query('TRUNCATE report_queue');
    await insertRows(DEAD, BACKLOG);
    await insertRows(GOOD, 8);
    const beside = await pagesReadBy(() => claim([wanted(GOOD)]));
    expect(alone).toBeGreaterThan(0);
    expect(beside).toBeLessThanOrEqual(alone * 2);
  });

  it('a search for hosts reads a few pages, known or not', async () => {
    await insertRows(DEAD, BACKLOG);
    await insertRows(GOOD, 8);
    for (const known of [[], [DEAD], [DEAD, GOOD]]) {
      let found: string[] = [];
      const pages = await pagesReadBy(async () => {
        found = await findHosts(known, 10);
      });
      expect(found).toEqual([DEAD, GOOD].filter((host) => !known.includes(host)));
      expect(pages).toBeLessThan(30);
    }
  });

  it('a claim for that host reads what it claims', async () => {
    await insertRows(DEAD, BACKLOG);
    expect(await pagesReadBy(() => claim([wanted(DEAD)]))).toBeLessThan(150);
  });
});

describe('while a transaction keeps vacuum from removing anything', () => {
  it('rows that are done are not read again, neither by a claim nor by a search for hosts', async () => {
    await insertRows(GOOD, BACKLOG);
    const { rows } = await pool().query<{ id: string; runAt: Date }>(
      'SELECT id, run_at AS "runAt" FROM report_queue ORDER BY run_at, id OFFSET $1 LIMIT 1',
      [BACKLOG - 100],
    );
    const [since = null] = rows;
    const open = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await open.connect();
    await open.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM report_queue');
    try {
      await pool().query('DELETE FROM report_queue WHERE (run_at, id) < ($1, $2)', [since?.runAt, since?.id]);
      expect(await pagesReadBy(() => claim([wanted(GOOD, { since })]))).toBeLessThan(150);
      expect(await pagesReadBy(() => findHosts([GOOD], 10))).toBeLessThan(30);
      expect(await pagesReadBy(() => claim([wanted(GOOD)]))).toBeGreaterThan(BACKLOG / 100);
    } finally {
      await open.end();
    }
  });
});
