import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPostgres } from './embedded';
import { migrate } from './migrate';

/**
 * Returns the SQL of a new migration: the difference between prisma/migrations, applied to a temporary database, and
 * prisma/schema.prisma. `diffToSchema` of prisma/engine.mjs is a parameter because a bundled copy would not find its files.
 */
export async function diffFromMigrations(diffToSchema: (from: string) => Promise<string>): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'postern-diff-'));
  const server = await startPostgres({ dataDir: path.join(folder, 'postgres'), durable: false });
  try {
    await migrate(server.url, path.resolve('prisma/migrations'));
    return await diffToSchema(server.url);
  } finally {
    await server.stop();
    await fs.rm(folder, { recursive: true, force: true });
  }
}
