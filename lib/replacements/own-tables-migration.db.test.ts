import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { migrate } from '@/server/postgres/migrate';
import { isId, newId } from '../base/ids';
import { DEFAULT_PAIRS } from './rules';

const MIGRATION = '20261128004000_own_replacement_tables';
const OURS = path.resolve('prisma/migrations');
const DATABASE = 'own_replacement_tables';

let folder: string;
let client: pg.Client;
let url: string;

beforeEach(async () => {
  const place = new URL(inject('adminUrl'));
  place.pathname = `/${DATABASE}`;
  url = place.href;
  await asAdmin(`CREATE DATABASE ${DATABASE}`);
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'postern-migrations-'));
  for (const name of (await fs.readdir(OURS)).filter((each) => each < MIGRATION)) await take(name);
  await migrate(url, folder);
  client = new pg.Client({ connectionString: url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await fs.rm(folder, { recursive: true });
  await asAdmin(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
});

const take = (name: string) => fs.cp(path.join(OURS, name), path.join(folder, name), { recursive: true });

async function asAdmin(text: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  await admin.query(text).finally(() => admin.end());
}

test('keeps the default table for accounts that used it, and leaves custom tables unchanged', async () => {
  const [without, other, own] = [newId(), newId(), newId()];
  for (const id of [without, other, own])
    await client.query('INSERT INTO account (id, name) VALUES ($1, $2)', [id, id]);
  const entry = [newId(), own, 'ž', 'z'];
  await client.query(
    'INSERT INTO auto_replacement (id, account_id, search, replacement) VALUES ($1, $2, $3, $4)',
    entry,
  );
  await take(MIGRATION);
  expect(await migrate(url, folder)).toEqual([MIGRATION]);
  const tableOf = async (id: string) =>
    (await client.query('SELECT * FROM auto_replacement WHERE account_id = $1 ORDER BY id DESC', [id])).rows;
  for (const id of [without, other]) {
    const rows = await tableOf(id);
    expect(rows.map(({ search, replacement }) => ({ search, replacement }))).toEqual(DEFAULT_PAIRS);
    // A new entry is listed before them.
    expect(rows.every((row) => isId(row.id) && row.id < newId())).toBe(true);
  }
  expect(await tableOf(own)).toMatchObject([{ search: 'ž', replacement: 'z' }]);
});
