import pg from 'pg';
import { logger } from '../runtime/logger';
import { DatabaseClient, type DatabaseClientConfig } from './client';
import { noteTrouble } from './trouble';

/** How node-postgres reports that the server did not answer within `query_timeout`. */
const SILENT = 'Query read timeout';

/** Settings of a pool: those of its connections, how many there are, and how long to wait for a free one. */
export type DatabasePoolConfig = DatabaseClientConfig & { max: number; connectionTimeoutMillis: number };

/**
 * A pool of DatabaseClients. Connections that turned out read-only, shut down or silent are closed when they are released,
 * and with them all that are as old: what happened to their server, or to the network in between, happened to them too.
 */
export function databasePool(config: DatabasePoolConfig): pg.Pool {
  let staleBeforeMs = 0;
  const pool = new pg.Pool({
    ...config,
    keepAlive: true,
    Client: DatabaseClient as unknown as NonNullable<pg.PoolConfig['Client']>,
  });
  // An idle connection that breaks (database restarted) would otherwise end the process.
  pool.on('error', (error) => logger().warn({ err: error }, 'database connection lost'));
  pool.on('release', (error, released) => {
    const client = released as unknown as DatabaseClient;
    if (client.bornMs > staleBeforeMs && (client.isUnusable || error?.message === SILENT)) {
      staleBeforeMs = performance.now();
      noteTrouble();
      closeIdle(pool);
    }
    // The pool drops a connection that is ending.
    if (client.bornMs <= staleBeforeMs) void client.end().catch(() => {});
  });
  return pool;
}

/** Closes the connections that are idle now; those in use are closed by whoever releases them. */
export function closeIdle(pool: pg.Pool): void {
  for (let left = pool.idleCount; left > 0; left--) {
    pool.connect().then(
      (client) => client.release(true),
      () => {},
    );
  }
}
