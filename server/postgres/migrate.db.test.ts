import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { diffToSchema } from '@/prisma/engine.mjs';
import { migrate, pendingMigrations, readMigrations } from './migrate';

const OURS = path.resolve('prisma/migrations');

let name: string;
let url: string;
let folder: string;

beforeEach(async () => {
  name = `m_${randomBytes(6).toString('hex')}`;
  const place = new URL(inject('adminUrl'));
  place.pathname = `/${name}`;
  url = place.href;
  await sql(inject('adminUrl'), `CREATE DATABASE ${name}`);
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'postern-migrations-'));
  await write('1_first', 'CREATE TABLE first (id int)');
  await write('2_second', 'CREATE TABLE second (id int)');
});

afterEach(async () => {
  await sql(inject('adminUrl'), `DROP DATABASE ${name} WITH (FORCE)`);
  await fs.rm(folder, { recursive: true });
});

async function write(migration: string, text: string): Promise<void> {
  await fs.mkdir(path.join(folder, migration), { recursive: true });
  await fs.writeFile(path.join(folder, migration, 'migration.sql'), text);
}

async function sql(databaseUrl: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  it('applies all to an empty database, and nothing the second time', async () => {
    expect(await migrate(url, folder)).toEqual(['1_first', '2_second']);
    expect(await migrate(url, folder)).toEqual([]);
    await sql(url, 'SELECT * FROM first, second');
  });

  it('applies only what is missing', async () => {
    await migrate(url, folder);
    await write('3_third', 'ALTER TABLE first ADD COLUMN name text');
    expect(await migrate(url, folder)).toEqual(['3_third']);
  });

  it('applies each once when several processes start at the same moment', async () => {
    const applied = await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)]);
    expect(applied.flat().toSorted()).toEqual(['1_first', '2_second']);
  });

  it('leaves nothing of a migration that fails, and goes on from there once it is corrected', async () => {
    await write('2_second', 'CREATE TABLE second (id int); SELECT nonsense');
    await expect(migrate(url, folder)).rejects.toThrow('2_second');
    expect((await sql(url, "SELECT to_regclass('second') AS found")).rows).toEqual([{ found: null }]);
    await write('2_second', 'CREATE TABLE second (id int)');
    expect(await migrate(url, folder)).toEqual(['2_second']);
  });

  it('refuses an applied migration whose text has changed', async () => {
    await migrate(url, folder);
    await write('1_first', 'CREATE TABLE other (id int)');
    await expect(migrate(url, folder)).rejects.toMatchObject({ code: 'invalid_configuration' });
  });

  it('refuses a database of a newer version', async () => {
    await migrate(url, folder);
    await fs.rm(path.join(folder, '2_second'), { recursive: true });
    await expect(migrate(url, folder)).rejects.toThrow(/newer Postern.*2_second/);
  });

  it('tells the readiness check what is missing', async () => {
    await migrate(url, folder);
    const names = (await readMigrations(folder)).map((migration) => migration.name);
    const query = (text: string) => sql(url, text);
    expect(await pendingMigrations(query, names)).toEqual([]);
    expect(await pendingMigrations(query, [...names, '3_third'])).toEqual(['3_third']);
  });
});

it('prisma/migrations and prisma/schema.prisma agree', async () => {
  await migrate(url, OURS);
  expect((await diffToSchema(url)).trim()).toBe('-- This is an empty migration.');
});
