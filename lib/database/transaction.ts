import type pg from 'pg';
import { pool } from './db';
import { nothingDone } from './translate-error';

/**
 * A queue's row counts change faster than the planner's statistics, which then make it read a whole table or sort a whole
 * backlog to touch a few rows. So hand-written hot statements say how their rows are found. Up to PostgreSQL 17 a sort
 * that is discouraged and yet needed looks so dear that the statement would be compiled first.
 */
const BEGIN = {
  'by index': 'BEGIN; SET LOCAL enable_seqscan = off',
  'in index order':
    'BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off; SET LOCAL jit = off',
};

/**
 * Runs hand-written statements as one transaction (READ COMMITTED) on a connection of the pool. Commands use Prisma's.
 * `find`: how the statements find their rows; `in index order` is for taking the first few of an index.
 */
export async function transaction<T>(
  run: (client: pg.PoolClient) => Promise<T>,
  find: keyof typeof BEGIN = 'by index',
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
    await client.query(BEGIN[find]);
    const result = await run(client);
    committing = true;
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken ??= failed;
    });
    throw committing ? error : nothingDone(error);
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
