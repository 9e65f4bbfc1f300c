import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { startIdentityProvider } from './identity-provider';
import { LAUNCH } from './launch';
import { ADMIN, PORTS, sessionFile, stateFile, type TrialState } from './trial';

const START_LIMIT_MS = 240_000;
const STOP_LIMIT_MS = 30_000;

/**
 * Starts the product as people do, once for each worker, each in a folder of its own, and ends it after the last journey.
 * The first is left for the first journey to set up; the others are made ready here.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  // One after the other: the first builds.
  const stops: (() => Promise<void>)[] = [];
  for (const [installation, port] of PORTS.entries()) stops.push(await startTrial(installation, port));
  return async () => {
    await Promise.all(stops.map((stopTrial) => stopTrial()));
  };
}

async function startTrial(installation: number, port: number): Promise<() => Promise<void>> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'postern-e2e-'));
  const provider = await startIdentityProvider(`http://localhost:${port}`);
  const product = spawn(process.execPath, ['server/start.mjs'], {
    env: {
      ...environment(),
      ...provider.settings,
      PORT: String(port),
      POSTERN_DATA_DIR: dataDir,
      WEBHOOK_ALLOW_CIDRS: '127.0.0.1/32',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const setupUrl = await readSetupUrl(product);
  await fs.mkdir(path.dirname(stateFile(installation)), { recursive: true });
  await fs.writeFile(stateFile(installation), JSON.stringify({ setupUrl, dataDir } satisfies TrialState));
  if (installation > 0) await makeReady(setupUrl, sessionFile(installation));
  return async () => {
    await stop(product);
    await provider.stop();
    await fs.rm(dataDir, { recursive: true, force: true });
  };
}

/** Does by the set-up page what the first journey does in its own installation. */
async function makeReady(setupUrl: string, session: string): Promise<void> {
  const browser = await chromium.launch(LAUNCH);
  const page = await browser.newPage();
  await page.goto(setupUrl);
  await page.getByLabel('Account name').fill(ADMIN.accountName);
  await page.getByLabel('E-mail address').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Set up Postern' }).click();
  await page.waitForURL('**/overview');
  await page.context().storageState({ path: session });
  await browser.close();
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
