import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startIdentityProvider } from './identity-provider';
import { PORT, STATE_FILE, type TrialState } from './trial';

const START_LIMIT_MS = 240_000;
const STOP_LIMIT_MS = 30_000;

/** Starts the product as people do, in a folder of its own, and ends it after the last journey. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'postern-e2e-'));
  const provider = await startIdentityProvider(`http://localhost:${PORT}`);
  const product = spawn(process.execPath, ['server/start.mjs'], {
    env: {
      ...environment(),
      ...provider.settings,
      PORT: String(PORT),
      POSTERN_DATA_DIR: folder,
      WEBHOOK_ALLOW_CIDRS: '127.0.0.1/32',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const setupUrl = await readSetupUrl(product);
  await fs.mkdir(path.dirname(STATE_FILE), { recursive: true });
  await fs.writeFile(STATE_FILE, JSON.stringify({ setupUrl, dataDir: folder } satisfies TrialState));
  return async () => {
    await stop(product);
    await provider.stop();
    await fs.rm(folder, { recursive: true, force: true });
  };
}

/** Ours without what would lead the trial to another installation. */
function environment(): NodeJS.ProcessEnv {
  const kept = { ...process.env };
  for (const name of Object.keys(kept)) {
    if (/^(DATABASE_URL|POSTERN_|OIDC_|SECRETS_|TRUSTED_PROXIES|HOST$)/.test(name)) delete kept[name];
  }
  return kept;
}

/** Waits for the one-time link that the start prints. */
function readSetupUrl(product: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const limit = setTimeout(() => reject(new Error(`not ready in time:\n${printed}`)), START_LIMIT_MS);
    product.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /https?:\/\/\S+\/setup\?token=[\w-]+/.exec(printed)?.[0];
      if (!url) return;
      clearTimeout(limit);
      resolve(url);
    });
    product.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`the start ended with ${code}:\n${printed}`));
    });
  });
}

async function stop(product: ChildProcess): Promise<void> {
  if (product.exitCode !== null) return;
  const exited = new Promise<void>((resolve) => product.once('exit', () => resolve()));
  product.kill('SIGTERM');
  const limit = setTimeout(() => product.kill('SIGKILL'), STOP_LIMIT_MS);
  await exited;
  clearTimeout(limit);
}
