import type pg from 'pg';
import { pool } from './db';

/**
 * Runs hand-written statements as one transaction (READ COMMITTED) on a connection of the pool. For set-based hot
 * statements; commands use Prisma's.
 */
export async function transaction<T>(run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  // A checked-out connection that breaks between two statements would otherwise end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await run(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken ??= failed;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
