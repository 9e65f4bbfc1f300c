import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../base/errors';
import { processSingleton } from '../base/process-singleton';
import { apiPool } from '../database/db';
import { ReadOnlyServerError } from '../database/not-connected';
import { sendFailure } from '../metrics/send-outcome';
import { backlog, describeFull } from '../queue/backlog';
import { env } from '../runtime/env';
import { warmUp } from './warm-up';

/** SQLSTATE of a database that was never migrated. */
const UNDEFINED_TABLE = '42P01';

const state = () =>
  processSingleton('readiness', () => ({ draining: false, expected: undefined as Promise<string[]> | undefined }));

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

/**
 * Throws `unavailable` unless the database answers and accepts changes, its migrations are current, the last write of
 * messages did not fail, the backlog is below its limit, and this process is warm and not stopping.
 */
export async function requireReady(): Promise<void> {
  if (state().draining) throw new AppError('unavailable', 'This process is stopping.', { retryAfterS: 5 });
  const { applied, isReadOnly } = await databaseState();
  if (isReadOnly) throw new ReadOnlyServerError();
  const missing = (await expectedMigrations()).filter((name) => !applied.has(name));
  if (missing.length > 0) {
    throw new AppError('unavailable', `The database lacks migrations: ${missing.join(', ')}.`, { retryAfterS: 5 });
  }
  const failure = sendFailure();
  if (failure) throw failure;
  await requireRoom();
  await warmUp();
}

/** While the backlog is at its limit every send is refused. A process that serves only the console accepts none. */
async function requireRoom(): Promise<void> {
  if (env().POSTERN_ROLE === 'console') return;
  const full = await backlog().findFull();
  if (full) throw new AppError('unavailable', `${describeFull(full)} Sends are refused.`, { retryAfterS: 5 });
}

type Row = { names: string[]; read_only: string };

async function databaseState(): Promise<{ applied: Set<string>; isReadOnly: boolean }> {
  try {
    const { rows } = await apiPool().query<Row>(
      `SELECT current_setting('transaction_read_only') AS read_only,
              ARRAY(SELECT migration_name::text FROM _prisma_migrations WHERE finished_at IS NOT NULL) AS names`,
    );
    return { applied: new Set(rows[0]?.names), isReadOnly: rows[0]?.read_only === 'on' };
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return { applied: new Set(), isReadOnly: false };
    throw error;
  }
}
