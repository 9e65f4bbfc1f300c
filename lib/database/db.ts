import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { processSingleton, resetSingleton } from '../base/process-singleton';
import { PrismaClient } from '../generated/prisma/client';
import { env } from '../runtime/env';
import { DatabaseClient, type DatabaseClientConfig } from './client';
import { databasePool } from './pool';
import { endSilentConnections } from './silence';
import { nothingDone } from './translate-error';

/** How long a command waits for a connection of the pool. */
const POOL_WAIT_MS = 5_000;
/** Every statement is bounded; long maintenance opens a connection of its own. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** A row that another transaction keeps locked for longer refuses the one command that needs it. */
const LOCK_TIMEOUT_MS = 1_900;
/** After which the server, or the network on the way to it, counts as gone without a word: the outcome is unknown. */
const SILENCE_MS = STATEMENT_TIMEOUT_MS + 5_000;
const POOL_SIZE = 12;

/**
 * Limits of the statements that answer API requests: each reads or writes a few rows by index. The server's own limits
 * come first, since it undoes what it gives up.
 */
const GATE = { lock_timeout: 500, statement_timeout: 1_700, query_timeout: 1_900 };
const GATE_POOL_SIZE = 10;

function clientConfig(url: string): DatabaseClientConfig {
  return {
    url,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    query_timeout: SILENCE_MS,
    application_name: `postern-${process.env.POSTERN_PROCESS ?? 'tool'}`,
  };
}

/** A single connection, such as for LISTEN. */
export function databaseClient(url: string): DatabaseClient {
  return new DatabaseClient({ ...clientConfig(url), keepAlive: true });
}

/** The process's connections. Prisma and hand-written statements share them. */
export function pool(): pg.Pool {
  return processSingleton('pool', () => {
    const { DATABASE_URL: url } = env();
    const created = databasePool({ ...clientConfig(url), max: POOL_SIZE, connectionTimeoutMillis: POOL_WAIT_MS });
    endSilentConnections(created, url);
    return created;
  });
}

/**
 * Connections for the statements behind API requests, apart from the console's: a request is answered within 2 s even
 * where a connection is silent or a row locked, and slow pages take none of them.
 */
export function gatePool(): pg.Pool {
  return processSingleton('gate-pool', () =>
    databasePool({
      ...clientConfig(env().DATABASE_URL),
      ...GATE,
      max: GATE_POOL_SIZE,
      connectionTimeoutMillis: GATE.query_timeout,
    }),
  );
}

/** Throws within 2 s unless the database answers. */
export async function requireAnswer(): Promise<void> {
  await gatePool().query('SELECT 1');
}

/** Closes all connections once their statements have ended. Later calls of `pool`, `gatePool` and `db` connect again. */
export async function endPools(): Promise<void> {
  const ended = [pool().end(), gatePool().end()];
  for (const name of ['pool', 'gate-pool', 'prisma']) resetSingleton(name);
  await Promise.all(ended);
}

/** Prisma on the shared pool: pages, actions, commands. */
export function db(): PrismaClient {
  return processSingleton('prisma', () => {
    const client = new PrismaClient({
      adapter: new PrismaPg(pool(), { disposeExternalPool: false }),
      // A burst of commands waits for a connection as long as anything else does; the default is 2 s.
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

/** Whatever fails before the COMMIT, in the callback or before it, has a known outcome: nothing was done. */
async function withKnownOutcome(transact: Transact, work: Work, options?: object): Promise<unknown> {
  let isBegun = false;
  const beforeCommit: Work = async (tx) => {
    isBegun = true;
    try {
      return await work(tx);
    } catch (error) {
      throw nothingDone(error);
    }
  };
  try {
    return await transact(beforeCommit, options);
  } catch (error) {
    throw isBegun ? error : nothingDone(error);
  }
}

/** What a command passes on so that audit row and change are one transaction. */
export type Transaction = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;

export { Prisma } from '../generated/prisma/client';
export type { PrismaClient };
