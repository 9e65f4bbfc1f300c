import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { resetAllSingletons } from '../base/process-singleton';
import { endPools } from '../database/db';

/** Settings of every database test, in addition to DATABASE_URL. */
const SETTINGS: Record<string, string> = {
  SECRETS_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  SECRETS_PEPPERS: `p1:${Buffer.alloc(32, 2).toString('base64')}`,
  // Port 9 (discard) of a machine that runs no such service: a receiver that never answers.
  WEBHOOK_ALLOW_CIDRS: '127.0.0.1/32,127.0.0.1:9',
  LOG_LEVEL: 'silent',
};

/**
 * Creates a migrated PostgreSQL database for the test file and drops it at the end. Call it once, at the top. The files of
 * a worker share its process, so every process-wide singleton is cleared before and after.
 */
export function useDatabase(): void {
  const name = `t_${randomBytes(8).toString('hex')}`;
  beforeAll(async () => {
    // Without fsync, copying the files costs less than writing them to the WAL.
    await asAdmin((admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${inject('template')} STRATEGY FILE_COPY`));
    const url = new URL(inject('adminUrl'));
    url.pathname = `/${name}`;
    Object.assign(process.env, SETTINGS, { DATABASE_URL: url.href });
    // Work that an earlier file left running may have opened a pool on its dropped database.
    resetAllSingletons();
  });
  afterAll(async () => {
    await endPools();
    resetAllSingletons();
    await asAdmin((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
  });
}

async function asAdmin(run: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  try {
    await run(admin);
  } finally {
    await admin.end();
  }
}
