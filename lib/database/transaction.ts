import type pg from 'pg';
import { pool } from './db';
import { asUncommitted } from './translate-error';

/**
 * A queue's row counts change faster than the planner's statistics, which would then make it scan a whole table or sort a
 * whole backlog to read a few rows. So these statements fix how rows are found. Up to PostgreSQL 17 a sort that is disabled
 * and still needed has such a high estimated cost that JIT would compile the statement first.
 */
const SETTINGS = {
  'by index': ['enable_seqscan = off'],
  'by key': ['enable_seqscan = off', 'enable_hashjoin = off', 'enable_mergejoin = off'],
  'in index order': ['enable_seqscan = off', 'enable_bitmapscan = off', 'enable_sort = off', 'jit = off'],
};

/** How the statements of a transaction find rows. */
type Access = keyof typeof SETTINGS;

/**
 * Since the settings decide how rows are found, a plan for the present parameters would be the same one: PostgreSQL would
 * make it for each execution, which for these statements takes several times as long as to run them.
 */
const GENERIC = 'plan_cache_mode = force_generic_plan';

const begin = (access: Access) =>
  ['BEGIN', ...[...SETTINGS[access], GENERIC].map((each) => `SET LOCAL ${each}`)].join('; ');
const BEGIN: Record<Access, string> = {
  'by index': begin('by index'),
  'by key': begin('by key'),
  'in index order': begin('in index order'),
};

/**
 * Runs hand-written statements as one transaction (READ COMMITTED) on a connection of the pool. Commands use Prisma's.
 * `access`: how the statements find rows; `by key` joins to large tables one key at a time; `in index order` is for reading
 * the first few entries of an index.
 */
export async function transaction<T>(
  run: (client: pg.PoolClient) => Promise<T>,
  access: Access = 'by index',
): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  // A checked-out connection that breaks between two statements would otherwise end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  let committing = false;
  try {
    await client.query(BEGIN[access]);
    const result = await run(client);
    committing = true;
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken ??= failed;
    });
    throw committing ? error : asUncommitted(error);
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
