import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';
import { logger } from '../runtime/logger';
import { DatabaseClient, type DatabaseClientConfig } from './client';
import { recordFailure } from './database-failures';
import { growWhileHeld } from './pool-growth';

/** Settings of a pool: those of its connections, their number, and the longest wait for a free one. */
export type DatabasePoolConfig = DatabaseClientConfig & { max: number; connectionTimeoutMillis: number };

/**
 * Returns a pool of DatabaseClients. Connections that turned out read-only, shut down or unresponsive are closed on
 * release, with all that are as old: the same failure of server or network affects them too. Up to twice `max` connections
 * are open while some are held by a lock or by a server that does not respond.
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
  pool.on('release', (_error, released) => {
    const client = released as unknown as DatabaseClient;
    if (client.createdMs > staleBeforeMs && client.isUnusable) {
      staleBeforeMs = performance.now();
      closeIdle(pool);
    }
    // The pool removes a connection that is ending.
    if (client.createdMs <= staleBeforeMs) void client.end().catch(() => {});
  });
  growWhileHeld(pool);
  keepRequests(pool);
  return pool;
}

type Connected = (error: Error | undefined, client: pg.PoolClient, release: unknown) => void;

/** Connects in the context of the request that asked for it, not of the one that released the connection, and records failures. */
function keepRequests(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as (connected: Connected) => void;
  const connectFor = (connected: Connected) =>
    connect(
      AsyncResource.bind((error: Error | undefined, client: pg.PoolClient, release: unknown) => {
        recordFailure(error);
        connected(error, client, release);
      }),
    );
  pool.connect = ((connected?: Connected) => {
    if (connected) return connectFor(connected);
    return new Promise<pg.PoolClient>((resolve, reject) => {
      connectFor((error, client) => (error ? reject(error) : resolve(client)));
    });
  }) as typeof pool.connect;
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
