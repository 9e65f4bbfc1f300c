import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { AppError } from '@/lib/base/errors';
import { DatabaseClient } from '@/lib/database/client';
import { requireServerVersion } from './version';

/** Advisory lock: one process migrates at a time, among all machines that share the database. */
const MIGRATION_LOCK = 7_018_002;

type Migration = { name: string; sql: string; checksum: string };

/** Returns the migrations of this version, oldest first. `folder` is prisma/migrations. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await fs.readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Applies the missing migrations, each in its own transaction with its row in `_prisma_migrations`, as `prisma migrate
 * deploy` does. Returns the names of those applied. Throws `invalid_configuration` for a server older than PostgreSQL 15,
 * an applied migration whose text has changed, a database of a newer Postern or with tables of another program, and a user
 * without the right to create tables.
 */
export async function migrate(databaseUrl: string, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = new DatabaseClient({ url: databaseUrl });
  await client.connect();
  try {
    await requireServerVersion(client);
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // Only when missing: a role that may not create tables can start where nothing has to be migrated.
    const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NULL AS missing");
    if (rows[0]?.missing) await client.query(CREATE_HISTORY);
    const applied = await appliedMigrations(client);
    requireKnownHistory(migrations, applied);
    const missing = migrations.filter((migration) => !applied.has(migration.name));
    for (const migration of missing) await apply(client, migration);
    return missing.map((migration) => migration.name);
  } catch (error) {
    throw asConfigurationError(error);
  } finally {
    await client.end();
  }
}

const CREATE_HISTORY = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
    migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0
  )`;

const INSUFFICIENT_PRIVILEGE = '42501';
const DUPLICATE_OBJECT = ['42P07', '42710'];

/** Returns `invalid_configuration` for an error that the operator can fix; any other error unchanged. */
function asConfigurationError(error: unknown): unknown {
  const cause = error instanceof MigrationError ? error.cause : error;
  if (!(cause instanceof pg.DatabaseError)) return error;
  if (cause.code === INSUFFICIENT_PRIVILEGE) {
    return new AppError(
      'invalid_configuration',
      `The user of DATABASE_URL has no right to change its database (${cause.message}), and this version has migrations for it. Run "DATABASE_URL=… npm run -s postern -- migrate" as the database's owner, or make this user its owner.`,
      { cause },
    );
  }
  if (DUPLICATE_OBJECT.includes(cause.code ?? '')) {
    return new AppError(
      'invalid_configuration',
      `DATABASE_URL leads to a database that another program uses (${cause.message}). Use a separate database for Postern.`,
      { cause },
    );
  }
  return error;
}

class MigrationError extends Error {}

async function appliedMigrations(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function requireKnownHistory(migrations: Migration[], applied: Map<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const [name, checksum] of applied) {
    if (!known.has(name)) {
      throw new AppError(
        'invalid_configuration',
        `The database was migrated by a newer Postern or by another program (it contains ${name}). Start that version, restore a backup, or use a separate database for Postern.`,
      );
    }
    if (known.get(name) !== checksum) {
      throw new AppError('invalid_configuration', `Migration ${name} was changed after it had been applied.`);
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new MigrationError(`migration ${migration.name} failed`, { cause: error });
  }
}
