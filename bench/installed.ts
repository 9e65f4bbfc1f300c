// A default installation of its own for a part of the benchmark, with SMPP carriers.
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { installationSecrets } from '../server/data-dir.mjs';
import { connectTo, superuserUrl } from './installation';
import { type Product, startProduct } from './product';

export type Installed = { product: Product; client: pg.Client };

/** Starts the product in a new folder, runs `work` with lib/ connected to its database, and stops it. */
export async function withInstallation<T>(
  dir: string,
  name: string,
  work: (installed: Installed) => Promise<T>,
): Promise<T> {
  const originalUrl = process.env.DATABASE_URL ?? '';
  const secrets = { SECRETS_KEYS: process.env.SECRETS_KEYS, SECRETS_PEPPERS: process.env.SECRETS_PEPPERS };
  const data = path.join(dir, name);
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  Object.assign(process.env, installationSecrets(data, {}, { create: true }));
  const product = await startProduct(data, {});
  try {
    const url = superuserUrl(data);
    await connectTo(url);
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    try {
      return await work({ product, client });
    } finally {
      await client.end();
    }
  } finally {
    Object.assign(process.env, secrets);
    await connectTo(originalUrl);
    await product.stop();
    fs.rmSync(data, { recursive: true, force: true });
  }
}
