import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pool } from '../db';
import { AppError } from '../errors';
import { once } from '../registry';

/** SQLSTATE of a database that was never migrated. */
const UNDEFINED_TABLE = '42P01';

const state = () =>
  once('readiness', () => ({ draining: false, expected: undefined as Promise<string[]> | undefined }));

/** From now on this process answers "not ready": it finishes what it has and takes nothing new. */
export function startDraining(): void {
  state().draining = true;
}

/** Migrations that this version's code was written for. */
function expectedMigrations(): Promise<string[]> {
  const known = state();
  known.expected ??= readdir(path.resolve('prisma/migrations'), { withFileTypes: true }).then((entries) =>
    entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
  );
  return known.expected;
}

/** Throws `unavailable` unless the database answers, its migrations are current and this process is not stopping. */
export async function requireReady(): Promise<void> {
  if (state().draining) throw new AppError('unavailable', 'This process is stopping.', { retryAfterS: 5 });
  const applied = await appliedMigrations();
  const missing = (await expectedMigrations()).filter((name) => !applied.has(name));
  if (missing.length > 0) {
    throw new AppError('unavailable', `The database lacks migrations: ${missing.join(', ')}.`, { retryAfterS: 5 });
  }
}

async function appliedMigrations(): Promise<Set<string>> {
  try {
    const { rows } = await pool().query<{ migration_name: string }>(
      'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL',
    );
    return new Set(rows.map((row) => row.migration_name));
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}
