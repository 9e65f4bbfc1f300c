import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPostgres } from './embedded';
import { migrate } from './migrate';

/**
 * SQL that a new migration must hold: what prisma/schema.prisma has beyond prisma/migrations, tried on a database of its
 * own. `diffToSchema` is prisma/engine.mjs's, handed in because that file, bundled, would not find its neighbours.
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
