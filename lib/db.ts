import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from './env';
import { PrismaClient } from './generated/prisma/client';
import { logger } from './logger';
import { once } from './registry';

const CONNECT_TIMEOUT_MS = 5_000;
/** Every statement is bounded; long maintenance opens a connection of its own. */
const STATEMENT_TIMEOUT_MS = 15_000;
/**
 * After which we stop waiting for the server's own word: its machine, or the way there, may be gone without one. What was
 * written then is not known.
 */
const SILENCE_MS = STATEMENT_TIMEOUT_MS + 5_000;
const POOL_SIZE = 12;
const WORK_MEM = '32MB';

/**
 * What every connection of the pool says first. UTC: Prisma's adapter writes and reads times without their zone. Memory: room to
 * sort 100,000 keys; the default spills to disk.
 */
const SESSION = `SET TIME ZONE 'UTC'; SET work_mem = '${WORK_MEM}'`;

/** Connection settings from a URL, with the time limits that every connection of ours has. */
export function connectionConfig(url: string): pg.PoolConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: `postern-${process.env.POSTERN_PROCESS ?? 'tool'}`,
  };
}

/** The process's connections. Prisma and the hand-written hot statements share them. */
export function pool(): pg.Pool {
  return once('pool', () => {
    const created = new pg.Pool({
      ...connectionConfig(env().DATABASE_URL),
      max: POOL_SIZE,
      keepAlive: true,
      query_timeout: SILENCE_MS,
      onConnect: async (client) => void (await client.query(SESSION)),
    });
    // An idle connection that breaks (database restarted) would otherwise end the process.
    created.on('error', (error) => logger().warn({ err: error }, 'database connection lost'));
    return created;
  });
}

/** Prisma on the shared pool: pages, actions, commands. */
export function db(): PrismaClient {
  return once(
    'prisma',
    () =>
      new PrismaClient({
        adapter: new PrismaPg(pool(), { disposeExternalPool: false }),
        // A burst of commands waits for a connection as long as anything else does; the default gives up after 2 s.
        transactionOptions: { maxWait: CONNECT_TIMEOUT_MS, timeout: STATEMENT_TIMEOUT_MS },
      }),
  );
}

/** What a command passes on so that audit row and change are one transaction. */
export type Transaction = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;

export { Prisma } from './generated/prisma/client';
export type { PrismaClient };
