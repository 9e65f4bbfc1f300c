import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { processSingleton, resetSingleton } from '../base/process-singleton';
import { PrismaClient } from '../generated/prisma/client';
import { env } from '../runtime/env';
import { DatabaseClient } from './client';
import { databasePool } from './pool';
import { endSilentConnections } from './silence';
import { asUncommitted } from './translate-error';

/** Limits of a connection: of the wait for a free one of the pool, of statements and locks. */
type Limits = {
  connectionTimeoutMillis: number;
  /** Of the server, which rolls back what it aborts. */
  statement_timeout: number;
  lock_timeout: number;
  /** Without a response for this long, the connection counts as lost and is ended: the outcome is unknown. */
  query_timeout: number;
  /** For a transaction whose client went away unnoticed: its locks would hold back others. */
  idle_in_transaction_session_timeout: number;
};

/** A request gets a response within 2 s even where its connection hangs or a row that it needs stays locked. */
const REQUEST_LIMITS: Limits = {
  connectionTimeoutMillis: 1_700,
  statement_timeout: 1_500,
  lock_timeout: 1_000,
  query_timeout: 1_700,
  idle_in_transaction_session_timeout: 5_000,
};
/** For workers, commands of the operator, exports and metrics, whose statements may read or write many rows. */
const LONG_LIMITS: Limits = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 15_000,
  lock_timeout: 1_900,
  query_timeout: 20_000,
  idle_in_transaction_session_timeout: 60_000,
};
/** Statements behind API requests read or write a few rows by index. */
const API_LOCK_TIMEOUT_MS = 500;
const POOL_SIZE = 12;
const API_POOL_SIZE = 10;
const LONG_POOL_SIZE = 4;

type Use = { serves: 'requests' | 'long work' };
const use = () => processSingleton('database-use', (): Use => ({ serves: 'long work' }));

/**
 * Must be called once at the start of a process that serves requests: from then on the statements of `pool` and `db` have
 * the limits of a request, except through `longPool` and `longDb`.
 */
export function serveRequests(): void {
  use().serves = 'requests';
}

function clientConfig(url: string, limits: Limits) {
  return { url, ...limits, application_name: `postern-${process.env.POSTERN_PROCESS ?? 'tool'}` };
}

/** Returns a single connection, such as for LISTEN. */
export function databaseClient(url: string): DatabaseClient {
  return new DatabaseClient({ ...clientConfig(url, LONG_LIMITS), keepAlive: true });
}

/** Returns the process's pool, shared by Prisma and hand-written statements. */
export function pool(): pg.Pool {
  return processSingleton('pool', () => {
    if (use().serves === 'long work') return poolForLongWork(POOL_SIZE);
    return databasePool({ ...clientConfig(env().DATABASE_URL, REQUEST_LIMITS), max: POOL_SIZE });
  });
}

/** Returns the pool for statements that may take longer than a request should: exports, metrics. */
export function longPool(): pg.Pool {
  if (use().serves === 'long work') return pool();
  return processSingleton('long-pool', () => poolForLongWork(LONG_POOL_SIZE));
}

function poolForLongWork(max: number): pg.Pool {
  const { DATABASE_URL: url } = env();
  const created = databasePool({ ...clientConfig(url, LONG_LIMITS), max });
  endSilentConnections(created, url);
  return created;
}

/**
 * Returns the pool for the statements behind API requests, apart from the console's: slow pages use none of its connections.
 */
export function apiPool(): pg.Pool {
  return processSingleton('api-pool', () =>
    databasePool({
      ...clientConfig(env().DATABASE_URL, REQUEST_LIMITS),
      lock_timeout: API_LOCK_TIMEOUT_MS,
      max: API_POOL_SIZE,
    }),
  );
}

/** Closes all connections once their statements have ended. Later calls of the functions above connect again. */
export async function endPools(): Promise<void> {
  const ended = new Set([pool(), longPool(), apiPool()]);
  for (const name of ['pool', 'long-pool', 'api-pool', 'prisma', 'long-prisma']) resetSingleton(name);
  await Promise.all([...ended].map((open) => open.end()));
}

/** Returns Prisma on the shared pool, for pages, actions and commands. */
export function db(): PrismaClient {
  return processSingleton('prisma', () => prismaOn(pool()));
}

/** Returns Prisma on `longPool`, for reads that may take longer than a request should. */
export function longDb(): PrismaClient {
  if (use().serves === 'long work') return db();
  return processSingleton('long-prisma', () => prismaOn(longPool()));
}

function prismaOn(connections: pg.Pool): PrismaClient {
  const client = new PrismaClient({
    adapter: new PrismaPg(connections, { disposeExternalPool: false }),
    // The default of `maxWait` is 2 s: in a burst of commands, transactions wait for a connection as long as other statements.
    transactionOptions: { maxWait: LONG_LIMITS.connectionTimeoutMillis, timeout: LONG_LIMITS.statement_timeout },
  });
  const transact = client.$transaction.bind(client) as Transact;
  client.$transaction = ((work: unknown, options?: object) =>
    typeof work === 'function'
      ? withKnownOutcome(transact, work as Work, options)
      : transact(work, options)) as typeof client.$transaction;
  return client;
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
