import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { newId } from '../base/ids';
import { pool } from '../database/db';
import { useDatabase } from '../testing/database';

useDatabase();

const DIR = path.resolve('prisma/migrations');
const QUEUES = '20261128200000_queues';
const names = fs
  .readdirSync(DIR)
  .filter((name) => /^\d/.test(name))
  .sort();
const sqlOf = (name: string) => fs.readFileSync(path.join(DIR, name, 'migration.sql'), 'utf8');

/** A new database with the migrations before the queues. */
async function olderDatabase(): Promise<pg.Client> {
  const name = `older_${newId().replaceAll('-', '')}`;
  await pool().query(`CREATE DATABASE ${name}`);
  const url = new URL(process.env.DATABASE_URL ?? '');
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await pool().query(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  for (const migration of names.slice(0, names.indexOf(QUEUES))) await client.query(sqlOf(migration));
  return client;
}

const MESSAGES = [
  { name: 'waiting', columns: "status = 'queued'" },
  {
    name: 'leased',
    columns: `status = 'queued', attempts = 1, lease_owner = gen_random_uuid(), run_at = now() + interval '20 s'`,
  },
  {
    name: 'later',
    columns: "status = 'scheduled', send_at = now() + interval '1 day', run_at = now() + interval '1 day'",
  },
  {
    name: 'sent',
    columns:
      "status = 'submitted', attempts = 1, carrier = 'simulator', carrier_message_id = 'c1', submitted_at = now()",
  },
  {
    name: 'done',
    columns: "status = 'delivered', attempts = 1, carrier = 'simulator', carrier_message_id = 'c2', final_at = now()",
  },
];

test('messages and reports of version 0.1 keep their status, and what was waiting waits in the queues', async () => {
  const client = await olderDatabase();
  const ids = new Map<string, string>();
  for (const { name, columns } of MESSAGES) {
    const id = newId();
    ids.set(name, id);
    await client.query(
      `INSERT INTO message (id, account_id, api_key_id, recipient, text, encoding, segments, valid_until)
       VALUES ($1, $1, $1, '+37255555555', 'Hello', 'gsm7', 1, now() + interval '2 days')`,
      [id],
    );
    await client.query(`UPDATE message SET ${columns} WHERE id = $1`, [id]);
  }
  for (const lease of ['NULL', 'gen_random_uuid()']) {
    await client.query(
      `INSERT INTO delivery_report (id, account_id, api_key_id, message_id, sequence, url, host, body, next_attempt_at, lease_owner)
       VALUES ($1, $1, $1, $1, 1, 'https://h.example/', 'h.example', '{}', now() + interval '50 s', ${lease})`,
      [newId()],
    );
  }
  for (const migration of names.slice(names.indexOf(QUEUES))) await client.query(sqlOf(migration));

  const nameOf = new Map([...ids].map(([name, id]) => [id, name]));
  const { rows: statuses } = await client.query<{ id: string; status: string }>(
    `SELECT m.id, COALESCE(p.status, m.status, 'queued')::text AS status
     FROM message m LEFT JOIN message_progress p ON p.message_id = m.id`,
  );
  expect(Object.fromEntries(statuses.map(({ id, status }) => [nameOf.get(id), status]))).toEqual({
    waiting: 'queued',
    leased: 'queued',
    later: 'scheduled',
    sent: 'submitted',
    done: 'delivered',
  });
  const { rows: queued } = await client.query(
    'SELECT message_ids[1] AS id, scheduled, attempts, possible_duplicate, run_at <= now() AS due FROM message_queue',
  );
  expect(Object.fromEntries(queued.map(({ id, ...row }) => [nameOf.get(id), row]))).toEqual({
    waiting: { scheduled: false, attempts: 0, possible_duplicate: false, due: true },
    leased: { scheduled: false, attempts: 1, possible_duplicate: true, due: true },
    later: { scheduled: true, attempts: 0, possible_duplicate: false, due: false },
  });
  const { rows: submitted } = await client.query(
    'SELECT carrier_message_id FROM message_progress WHERE message_id = $1',
    [ids.get('sent')],
  );
  expect(submitted).toEqual([{ carrier_message_id: 'c1' }]);
  const { rows: reports } = await client.query<{ due: boolean; matches: boolean }>(
    `SELECT q.run_at <= now() AS due, r.next_attempt_at <= q.run_at AS matches
     FROM report_queue q JOIN delivery_report r ON r.id = q.report_ids[1] ORDER BY q.run_at`,
  );
  expect(reports).toEqual([
    { due: true, matches: true },
    { due: false, matches: true },
  ]);
});
