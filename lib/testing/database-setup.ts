import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '@/server/postgres/embedded';
import { migrate } from '@/server/postgres/migrate';

declare module 'vitest' {
  export interface ProvidedContext {
    adminUrl: string;
    template: string;
  }
}

/**
 * Starts a PostgreSQL for this run (or uses the server of TEST_DATABASE_URL) and migrates one template database, which
 * every test file clones.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const configured = process.env.TEST_DATABASE_URL;
  const folder = configured ? null : await fs.mkdtemp(path.join(os.tmpdir(), 'postern-test-'));
  const server = folder ? await startPostgres({ dataDir: path.join(folder, 'postgres'), durable: false }) : null;
  const adminUrl = configured ?? server?.url ?? '';
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const template = `postern_template_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${template}`);
  const templateUrl = new URL(adminUrl);
  templateUrl.pathname = `/${template}`;
  await migrate(templateUrl.href, path.resolve('prisma/migrations'));
  project.provide('adminUrl', adminUrl);
  project.provide('template', template);
  return async () => {
    await admin.query(`DROP DATABASE ${template} WITH (FORCE)`);
    await admin.end();
    await server?.stop();
    if (folder) await fs.rm(folder, { recursive: true, force: true });
  };
}
