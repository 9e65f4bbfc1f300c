import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startIdentityProvider } from './identity-provider';
import { BASE_URL, PORT, writeState } from './installation';

const START_LIMIT_MS = 240_000;
const STOP_LIMIT_MS = 30_000;

/**
 * Starts one installation as `npm start` does, in a new data folder, and stops it after the last test. All workers share it:
 * each test has its own account. The first test (first-run.spec.ts) finds it empty.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'postern-e2e-'));
  const provider = await startIdentityProvider(BASE_URL);
  const product = spawn(process.execPath, ['server/start.mjs'], {
    env: {
      ...environment(),
      ...provider.settings,
      PORT: String(PORT),
      POSTERN_DATA_DIR: dataDir,
      WEBHOOK_ALLOW_CIDRS: '127.0.0.1/32',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await writeState({ setupUrl: await readSetupUrl(product), dataDir });
  return async () => {
    await stop(product);
    await provider.stop();
    await fs.rm(dataDir, { recursive: true, force: true });
  };
}

/** The environment without the settings of another installation. */
function environment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^(DATABASE_URL|POSTERN_|OIDC_|SECRETS_|TRUSTED_PROXIES|HOST$)/.test(name)) delete env[name];
  }
  return env;
}

/** Returns the single-use link that the start prints. */
function readSetupUrl(product: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const limit = setTimeout(() => reject(new Error(`not ready in time:\n${printed}`)), START_LIMIT_MS);
    product.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /https?:\/\/\S+\/setup#token=[\w-]+/.exec(printed)?.[0];
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
