import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { diffToSchema } from '@/prisma/engine.mjs';
import { migrate } from './migrate';

const OURS = path.resolve('prisma/migrations');

let name: string;
let url: string;
let folder: string;

beforeEach(async () => {
  name = `m_${randomBytes(6).toString('hex')}`;
  const database = new URL(inject('adminUrl'));
  database.pathname = `/${name}`;
  url = database.href;
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
  it('applies all migrations to an empty database, and none the second time', async () => {
    expect(await migrate(url, folder)).toEqual(['1_first', '2_second']);
    expect(await migrate(url, folder)).toEqual([]);
    await sql(url, 'SELECT * FROM first, second');
  });

  it('applies only the missing migrations', async () => {
    await migrate(url, folder);
    await write('3_third', 'ALTER TABLE first ADD COLUMN name text');
    expect(await migrate(url, folder)).toEqual(['3_third']);
  });

  it('applies each migration once when several processes start concurrently', async () => {
    const applied = await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)]);
    expect(applied.flat().toSorted()).toEqual(['1_first', '2_second']);
  });

  it('rolls back a migration that fails, and continues once it is corrected', async () => {
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

  it('reports tables of another program, and does not change them', async () => {
    await sql(url, "CREATE TABLE second AS SELECT 'theirs' AS text");
    await expect(migrate(url, folder)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('relation "second" already exists'),
    });
    expect((await sql(url, 'SELECT text FROM second')).rows).toEqual([{ text: 'theirs' }]);
  });

  it('reports a user without the right to create tables', async () => {
    const role = `r_${name}`;
    await sql(url, `CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
    const theirs = new URL(url);
    theirs.username = role;
    theirs.password = 'secret';
    try {
      await expect(migrate(theirs.href, folder)).rejects.toMatchObject({
        code: 'invalid_configuration',
        message: expect.stringContaining('permission denied for schema public'),
      });
    } finally {
      await sql(url, `DROP ROLE ${role}`);
    }
  });

  it('refuses a server older than PostgreSQL 15', async () => {
    await sql(
      url,
      `CREATE SCHEMA old;
       CREATE FUNCTION old.current_setting(name text) RETURNS text LANGUAGE sql AS
         $$ SELECT CASE name WHEN 'server_version_num' THEN '140011' ELSE '14.11' END $$`,
    );
    const old = new URL(url);
    old.searchParams.set('options', '-c search_path=old,pg_catalog');
    await expect(migrate(old.href, folder)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringMatching(/^DATABASE_URL leads to PostgreSQL 14\.11; Postern needs 15 or newer\./),
    });
  });
});

it('prisma/migrations and prisma/schema.prisma agree', async () => {
  await migrate(url, OURS);
  expect((await diffToSchema(url)).trim()).toBe('-- This is an empty migration.');
});
