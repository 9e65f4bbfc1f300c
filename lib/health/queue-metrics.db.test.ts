import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { SIMULATOR } from '../carriers/route-rules';
import { pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { oldestDue, queueMetrics } from './queue-metrics';

useDatabase();

beforeEach(async () => {
  await pool().query('TRUNCATE message_queue, report_queue');
});

const BACKLOG = 20_000;

/** Inserts rows that are due since `seconds` ago, each a second later than the one before. */
const insertMessages = (seconds: number, { priority = 1, count = 1, owner = null as string | null } = {}) =>
  pool().query(
    `INSERT INTO message_queue (carrier, priority, run_at, lease_owner, leased_until, size, message_ids)
     SELECT $1, $2, now() - ($3 - i) * interval '1 second', $5, now() + interval '30 seconds', 1, ARRAY[gen_random_uuid()]
     FROM generate_series(0, $4 - 1) AS i`,
    [SIMULATOR, priority, seconds, count, owner],
  );
const insertReports = (host: string, seconds: number, count = 1) =>
  pool().query(
    `INSERT INTO report_queue (host, run_at, size, report_ids)
     SELECT $1, now() - ($2 - i) * interval '1 second', 1, ARRAY[gen_random_uuid()] FROM generate_series(0, $3 - 1) AS i`,
    [host, seconds, count],
  );
const rounded = async () => {
  const { messages, reports } = await oldestDue();
  return { messages: Math.floor(messages / 10) * 10, reports: Math.floor(reports / 10) * 10 };
};

describe('the age of the oldest due job', () => {
  it('is 0 while none is due', async () => {
    expect(await oldestDue()).toEqual({ messages: 0, reports: 0 });
    await insertMessages(-60);
    await insertReports('a.example', -60);
    expect(await oldestDue()).toEqual({ messages: 0, reports: 0 });
  });

  it('is that of the oldest of all lanes, also while a worker has it', async () => {
    await insertMessages(100);
    await insertMessages(200, { priority: 0, owner: newId() });
    await insertReports('a.example', 300);
    await insertReports('b.example', 500);
    await insertReports('c.example', -60);
    expect(await rounded()).toEqual({ messages: 200, reports: 500 });
    expect(await queueMetrics()).toMatch(/^postern_oldest_due_seconds\{queue="messages"\} 20\d(\.\d+)?$/m);
    expect(await queueMetrics()).toMatch(/^postern_oldest_due_seconds\{queue="reports"\} 50\d(\.\d+)?$/m);
  });

  it('is read from a few entries of the indexes beside a backlog', async () => {
    await insertMessages(BACKLOG, { count: BACKLOG });
    await insertReports('a.example', BACKLOG, BACKLOG);
    const entries = async () => {
      await pool().query('SELECT pg_stat_force_next_flush()');
      const { rows } = await pool().query<{ read: string }>(
        `SELECT sum(i.idx_tup_read + t.seq_tup_read) AS read FROM pg_stat_user_indexes i JOIN pg_stat_user_tables t USING (relid)
         WHERE i.indexrelname IN ('message_queue_due_idx', 'report_queue_due_idx')`,
      );
      return Number(rows[0]?.read);
    };
    const before = await entries();
    await oldestDue();
    expect((await entries()) - before).toBeLessThan(50);
  });
});
