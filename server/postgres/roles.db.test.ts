import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { recordEvent } from '@/lib/audit/record-event';
import { verifyAudit } from '@/lib/audit/verify';
import { resetAllSingletons } from '@/lib/base/process-singleton';
import { db, endPools } from '@/lib/database/db';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { migrate } from './migrate';
import { APP_ROLE, grantRights, prepareRoles, type RoleUrls, rightsOf } from './roles';

useDatabase();

const MIGRATIONS = path.resolve('prisma/migrations');
let roles: RoleUrls;
/** The database was created and migrated by the superuser, as in an earlier version. */
beforeAll(async () => {
  const url = process.env.DATABASE_URL ?? '';
  roles = await prepareRoles(url);
  expect(await migrate(roles.owner, MIGRATIONS)).toEqual([]);
  await grantRights(roles.owner);
  await endPools();
  process.env.DATABASE_URL = roles.app;
  resetAllSingletons();
});

async function as(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results = await client.query(sql);
    return (Array.isArray(results) ? results.at(-1) : results).rows;
  } finally {
    await client.end();
  }
}

describe('the role of the processes', () => {
  test.each([
    ['is no superuser', "ALTER SYSTEM SET log_statement = 'all'"],
    ['creates no table', 'CREATE TABLE mine (id int)'],
    ['creates no function', 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$'],
    ['changes no table', 'ALTER TABLE account ADD COLUMN x int'],
    ['removes no table', 'DROP TABLE account'],
    ['empties no table', 'TRUNCATE message'],
    ['creates no role', 'CREATE ROLE another'],
    ['reads no passwords', 'SELECT rolpassword FROM pg_authid'],
    ['runs no program', "COPY account TO PROGRAM 'cat'"],
    ['reads no files', "SELECT pg_read_file('postgresql.conf')"],
    ['changes no audit event', "UPDATE audit_event SET actor_name = 'x'"],
    ['deletes no audit event', 'DELETE FROM audit_event'],
    ['empties no audit log', 'TRUNCATE audit_event'],
    ['turns no trigger off', 'ALTER TABLE audit_event DISABLE TRIGGER ALL'],
    ['turns no trigger off for its session', 'SET session_replication_role = replica'],
    ['sets no head', 'UPDATE audit_head SET seq = 1'],
    ['adds no head', "INSERT INTO audit_head VALUES (gen_random_uuid(), 1, '')"],
    ['deletes no head', 'DELETE FROM audit_head'],
    ['changes no history of migrations', 'DELETE FROM _prisma_migrations'],
    ['does not become the owner', 'SET ROLE postern_owner'],
  ])('%s', async (_, sql) => {
    await expect(as(roles.app, sql)).rejects.toMatchObject({ code: '42501' });
  });

  test('records events, and does what commands do', async () => {
    const own = await makeAccount();
    await makeKey(own);
    const { accountId } = own;
    const entry = { action: 'key.copied', accountId, targetKind: 'key', targetId: accountId } as const;
    await db().$transaction((tx) => recordEvent(tx, own, entry));
    const { broken } = await verifyAudit({ kind: 'system', name: 'command line', accountId: null });
    expect(broken.filter(({ chain }) => chain === accountId)).toEqual([]);
  });

  test('creates partitions by the function for it', async () => {
    await as(roles.app, "SELECT create_report_partitions('2031-01-06')");
    expect(await as(roles.app, 'SELECT count(*)::int AS n FROM delivery_report_20310106')).toEqual([{ n: 0 }]);
  });

  test('cannot replace a table of a function of the owner', async () => {
    const { accountId } = await makeAccount();
    const rows = await as(
      roles.app,
      `CREATE TEMP TABLE audit_head (chain uuid, seq bigint, hash bytea);
       INSERT INTO audit_head VALUES ('${accountId}', 41, '');
       SELECT seq FROM audit_head_for_update('${accountId}')`,
    );
    expect(rows).toEqual([{ seq: '0' }]);
    const unsafe = await as(
      roles.owner,
      `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
         AND (proconfig IS NULL OR NOT 'search_path=public, pg_temp' = ANY (proconfig))`,
    );
    expect(unsafe).toEqual([]);
  });

  test('has rights in tables of later migrations, and starts without any', async () => {
    await as(roles.owner, 'CREATE TABLE later (id bigserial)');
    expect(await as(roles.app, 'INSERT INTO later DEFAULT VALUES RETURNING id')).toEqual([{ id: '1' }]);
    await as(roles.owner, 'DROP TABLE later');
    expect(await migrate(roles.app, MIGRATIONS)).toEqual([]);
  });
});

test('nothing in the schema belongs to the superuser any more; a second start changes only the passwords', async () => {
  const owned = `
    SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
    WHERE relnamespace = 'public'::regnamespace AND rolname <> 'postern_owner'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    UNION ALL
    SELECT proname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
    WHERE pronamespace = 'public'::regnamespace AND rolname <> 'postern_owner'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`;
  expect(await as(roles.owner, owned)).toEqual([]);
  const admin = new URL(inject('adminUrl'));
  admin.pathname = new URL(roles.owner).pathname;
  const again = await prepareRoles(admin.href);
  expect(again.app).not.toBe(roles.app);
  await expect(as(roles.app, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  expect(await as(again.app, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('the document has the same statements', () => {
  const text = fs.readFileSync('docs/database-roles.md', 'utf8');
  expect(text).toContain(rightsOf(APP_ROLE).trim());
});
