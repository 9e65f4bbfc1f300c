import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { findRunning, installationSecrets } from '../server/data-dir.mjs';

/** Port of the installation under test, chosen by playwright.config.ts so that two runs on one machine never collide. */
export const PORT = Number(process.env.E2E_PORT ?? 0);
export const BASE_URL = `http://localhost:${PORT}`;

const STATE_FILE = path.resolve('test-results/e2e/installation.json');

/** What global-setup.ts passes to the workers. */
export type InstallationState = { setupUrl: string; dataDir: string };

export async function writeState(state: InstallationState): Promise<void> {
  await fs.mkdir(path.dirname(STATE_FILE), { recursive: true });
  await fs.writeFile(STATE_FILE, JSON.stringify(state));
}

export async function readState(): Promise<InstallationState> {
  return JSON.parse(await fs.readFile(STATE_FILE, 'utf8')) as InstallationState;
}

/**
 * Points lib/ in this process at the installation under test, so that fixtures call its commands directly. One process for
 * each fixture through the command line would cost more than the page under test.
 */
export async function connect(): Promise<void> {
  const { dataDir } = await readState();
  const running = findRunning(dataDir);
  if (!running) throw new Error(`No installation is running in ${dataDir}.`);
  Object.assign(process.env, installationSecrets(dataDir, {}, { create: false }), {
    DATABASE_URL: running.databaseUrl,
    POSTERN_URL: BASE_URL,
    POSTERN_PROCESS: 'e2e',
    LOG_LEVEL: 'silent',
  });
}

/** Runs the operator's command line on the installation and returns its output. Throws with its error output. */
export async function postern(...args: string[]): Promise<unknown> {
  const { dataDir } = await readState();
  const child = spawn(process.execPath, ['server/cli.mjs', ...args, '--json'], {
    env: { ...process.env, POSTERN_DATA_DIR: dataDir, PORT: String(PORT), DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`postern ${args.join(' ')} exited with ${code}: ${errors}${output}`);
  return JSON.parse(output);
}
