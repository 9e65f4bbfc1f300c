import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pool } from '../database/db';
import { listMessages } from '../messages/list-messages';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessage } from '../testing/factories';
import { claim } from '../testing/message-queue';
import { adoptMessages } from './adopt-messages';

useDatabase();

const TIMES = ['infinity', '-infinity', '0044-03-15 BC', '12000-01-01'];
const MESSAGE_TIMES = ['created_at', 'run_at', 'valid_until', 'send_at', 'submitted_at', 'final_at'];

const migration = (name: string) => fs.readFileSync(path.resolve('prisma/migrations', name, 'migration.sql'), 'utf8');

test.each([
  ...MESSAGE_TIMES.flatMap((column) => TIMES.map((value) => [column, value])),
  ...['-1', '3', '32767', '-32768'].map((value) => ['priority', value]),
  ...['attempts', 'report_sequence'].map((column) => [column, '-1']),
  ...['[]', '"text"', '1', 'null'].map((value) => ['metadata', value]),
])('a message with %s %s is refused by the database', async (column, value) => {
  const actor = await makeAccount();
  const id = await makeMessage(actor, await makeKey(actor));
  const change = pool().query(`UPDATE message SET ${column} = $1 WHERE id = $2`, [value, id]);
  await expect(change).rejects.toMatchObject({ code: '23514', constraint: 'message_form_check' });
});

test.each([
  ["message_queue (carrier, priority, size, message_ids) VALUES ('c', 3, 1, ARRAY[gen_random_uuid()])"],
  ["message_queue (carrier, run_at, size, message_ids) VALUES ('c', 'infinity', 1, ARRAY[gen_random_uuid()])"],
  ["message_queue (carrier, size, message_ids) VALUES ('c', 2, ARRAY[gen_random_uuid()])"],
  ["report_queue (host, size, report_ids) VALUES ('h', 1, '{}')"],
])('the database refuses the row %s', async (row) => {
  await expect(pool().query(`INSERT INTO ${row}`)).rejects.toMatchObject({ code: '23514' });
});

test('every time of messages, receipts and reports is checked', async () => {
  const { rows } = await pool().query<{ name: string }>(`
    SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
    WHERE c.table_schema = current_schema() AND c.data_type = 'timestamp with time zone'
      AND c.table_name IN ('message', 'message_progress', 'message_queue', 'submit_attempt', 'receipt', 'delivery_report',
                           'report_queue', 'webhook_attempt', 'simulator_receipts')
      AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.conrelid = c.table_name::regclass AND p.contype = 'c'
        AND p.convalidated AND pg_get_constraintdef(p.oid) LIKE '%(' || c.column_name || ' >=%')`);
  expect(rows).toEqual([]);
});

test('rows from before the constraint are repaired: listed, and claimed by a worker', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  // The columns and the table that these migrations were written for.
  await pool().query('ALTER TABLE message ADD lost_claims smallint NOT NULL DEFAULT 0');
  await pool().query('ALTER TABLE delivery_report ADD claims smallint NOT NULL DEFAULT 0, ADD begun_at timestamptz(3)');
  await pool().query('CREATE TABLE simulator_receipt (due_at timestamptz(3))');
  const drop = ['message', 'delivery_report', 'submit_attempt', 'receipt', 'webhook_attempt'];
  for (const table of drop) await pool().query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_form_check`);
  const bad = { priority: '-3', run_at: 'infinity', created_at: 'infinity', metadata: '[]', attempts: '-2' };
  const ids: string[] = [];
  for (const [column, value] of [...Object.entries(bad), ['created_at', '0044-03-15 BC'], ['priority', '9']]) {
    const id = await makeMessage(actor, key);
    await pool().query(`UPDATE message SET status = 'queued', run_at = now() WHERE id = $1`, [id]);
    await pool().query(`UPDATE message SET ${column} = $1 WHERE id = $2`, [value, id]);
    ids.push(id);
  }
  await pool().query('TRUNCATE message_queue');
  const listed = async () => (await listMessages(actor, {})).rows.map(({ id, createdAt }) => [id, createdAt]);
  const before = await listed();
  expect(before).toHaveLength(ids.length);
  // Also while the rows are as they were.
  for (const [, createdAt] of before) expect(Number.isFinite((createdAt as Date).getTime())).toBe(true);
  for (const name of ['20261128100000_message_form', '20261128101000_message_form_valid']) {
    await pool().query(migration(name));
  }
  for (const name of ['20261128102000_delivery_form', '20261128103000_delivery_form_valid']) {
    await pool().query(migration(name));
  }
  expect(await listed()).toHaveLength(ids.length);
  await adoptMessages();
  const claimed = await claim();
  expect(claimed.map(({ messageId }) => messageId)).toEqual(expect.arrayContaining(ids));
});
