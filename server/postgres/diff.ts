import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { diffToSchema } from '@/prisma/engine.mjs';
import { startPostgres } from './embedded';
import { migrate } from './migrate';

/** SQL that a new migration must hold: what prisma/schema.prisma has beyond prisma/migrations, tried on a database of its own. */
export async function diffFromMigrations(): Promise<string> {
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
