import pg from 'pg';
import { logger } from '../runtime/logger';
import { DatabaseClient, type DatabaseClientConfig } from './client';
import { recordConnectionFailure } from './connection-failures';

/** The message of node-postgres for no response within `query_timeout`. */
const QUERY_TIMEOUT_MESSAGE = 'Query read timeout';

/** Settings of a pool: those of its connections, their number, and the longest wait for a free one. */
export type DatabasePoolConfig = DatabaseClientConfig & { max: number; connectionTimeoutMillis: number };

/**
 * Returns a pool of DatabaseClients. Connections that turned out read-only, shut down or unresponsive are closed on
 * release, with all that are as old: the same failure of server or network affects them too.
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
    if (client.createdMs > staleBeforeMs && (client.isUnusable || error?.message === QUERY_TIMEOUT_MESSAGE)) {
      staleBeforeMs = performance.now();
      recordConnectionFailure();
      closeIdle(pool);
    }
    // The pool removes a connection that is ending.
    if (client.createdMs <= staleBeforeMs) void client.end().catch(() => {});
  });
  return pool;
}

/** Closes the connections that are idle now; those in use are closed on release. */
export function closeIdle(pool: pg.Pool): void {
  for (let left = pool.idleCount; left > 0; left--) {
    pool.connect().then(
      (client) => client.release(true),
      () => {},
    );
  }
}
