import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { processSingleton, resetSingleton } from '../base/process-singleton';
import { PrismaClient } from '../generated/prisma/client';
import { env } from '../runtime/env';
import { DatabaseClient, type DatabaseClientConfig } from './client';
import { databasePool } from './pool';
import { endSilentConnections } from './silence';
import { asUncommitted } from './translate-error';

/** Longest wait of a command for a connection of the pool. */
const POOL_WAIT_MS = 5_000;
/** Every statement is bounded; long maintenance opens its own connection. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** A command fails when another transaction keeps a row that it needs locked for longer. */
const LOCK_TIMEOUT_MS = 1_900;
/** Without a response for this long, the server or the network counts as lost: the outcome is unknown. */
const RESPONSE_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
const POOL_SIZE = 12;

/**
 * Limits of the statements behind API requests: each reads or writes a few rows by index. The server's own limits are
 * shorter, since the server rolls back what it aborts.
 */
const API_LIMITS = { lock_timeout: 500, statement_timeout: 1_700, query_timeout: 1_900 };
const API_POOL_SIZE = 10;

function clientConfig(url: string): DatabaseClientConfig {
  return {
    url,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    query_timeout: RESPONSE_TIMEOUT_MS,
    application_name: `postern-${process.env.POSTERN_PROCESS ?? 'tool'}`,
  };
}

/** Returns a single connection, such as for LISTEN. */
export function databaseClient(url: string): DatabaseClient {
  return new DatabaseClient({ ...clientConfig(url), keepAlive: true });
}

/** Returns the process's pool, shared by Prisma and hand-written statements. */
export function pool(): pg.Pool {
  return processSingleton('pool', () => {
    const { DATABASE_URL: url } = env();
    const created = databasePool({ ...clientConfig(url), max: POOL_SIZE, connectionTimeoutMillis: POOL_WAIT_MS });
    endSilentConnections(created, url);
    return created;
  });
}

/**
 * Returns the pool for the statements behind API requests, apart from the console's: a request gets a response within 2 s
 * even where a connection hangs or a row is locked, and slow pages use none of its connections.
 */
export function apiPool(): pg.Pool {
  return processSingleton('api-pool', () =>
    databasePool({
      ...clientConfig(env().DATABASE_URL),
      ...API_LIMITS,
      max: API_POOL_SIZE,
      connectionTimeoutMillis: API_LIMITS.query_timeout,
    }),
  );
}

/** Throws within 2 s unless the database responds. */
export async function pingDatabase(): Promise<void> {
  await apiPool().query('SELECT 1');
}

/** Closes all connections once their statements have ended. Later calls of `pool`, `apiPool` and `db` connect again. */
export async function endPools(): Promise<void> {
  const ended = [pool().end(), apiPool().end()];
  for (const name of ['pool', 'api-pool', 'prisma']) resetSingleton(name);
  await Promise.all(ended);
}

/** Returns Prisma on the shared pool, for pages, actions and commands. */
export function db(): PrismaClient {
  return processSingleton('prisma', () => {
    const client = new PrismaClient({
      adapter: new PrismaPg(pool(), { disposeExternalPool: false }),
      // In a burst of commands, transactions wait for a connection as long as other statements; the default is 2 s.
      transactionOptions: { maxWait: POOL_WAIT_MS, timeout: STATEMENT_TIMEOUT_MS },
    });
    const transact = client.$transaction.bind(client) as Transact;
    client.$transaction = ((work: unknown, options?: object) =>
      typeof work === 'function'
        ? withKnownOutcome(transact, work as Work, options)
        : transact(work, options)) as typeof client.$transaction;
    return client;
  });
}

type Work = (tx: unknown) => Promise<unknown>;
type Transact = (work: unknown, options?: object) => Promise<unknown>;

/** An error before the COMMIT, in the callback or before it, has a known outcome: nothing was done. */
async function withKnownOutcome(transact: Transact, work: Work, options?: object): Promise<unknown> {
  let isBegun = false;
  const beforeCommit: Work = async (tx) => {
    isBegun = true;
    try {
      return await work(tx);
    } catch (error) {
      throw asUncommitted(error);
    }
  };
  try {
    return await transact(beforeCommit, options);
  } catch (error) {
    throw isBegun ? error : asUncommitted(error);
  }
}

/** The transaction that commands pass on, so that change and audit event commit together. */
export type Transaction = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;

export { Prisma } from '../generated/prisma/client';
export type { PrismaClient };
