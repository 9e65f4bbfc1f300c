import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { newId } from '../base/ids';
import { pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { openSimulator } from './simulator';

useDatabase();

const DONE = 20_000;

async function entriesReadBy(run: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    await pool().query('SELECT pg_stat_force_next_flush()');
    const { rows } = await pool().query<{ read: string }>(
      "SELECT idx_tup_read AS read FROM pg_stat_user_indexes WHERE indexrelname = 'simulator_receipts_due_at_idx'",
    );
    return Number(rows[0]?.read);
  };
  const before = await read();
  await run();
  return (await read()) - before;
}

it('reads no receipts that were taken again while an open transaction keeps vacuum from removing them', async () => {
  const insert = (count: number, at: string) =>
    pool().query(
      `INSERT INTO simulator_receipts (due_at, status, carrier_message_ids)
       SELECT ${at}, 'delivered', ARRAY[$2::uuid] FROM generate_series(1, $1)`,
      [count, newId()],
    );
  const open = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await open.connect();
  onTestFinished(() => open.end());
  await open.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM simulator_receipts');
  await insert(DONE, "now() - interval '1 minute'");
  await pool().query('DELETE FROM simulator_receipts');
  let taken = 0;
  const { pullReceipts } = openSimulator(async (_, receipts) => {
    taken += receipts.length;
  });
  for (let pull = 1; pull <= 3; pull++) {
    await insert(10, 'now()');
    const entries = await entriesReadBy(async () => pullReceipts?.());
    expect(taken).toBe(10 * pull);
    if (pull === 1) expect(entries).toBeGreaterThan(DONE);
    else expect(entries).toBeLessThan(200);
  }
});
