// Plain Node: runs before anything is installed.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readHolder, releaseLock, takeLock } from './lock.mjs';
import { isSameProcess } from './process-table.mjs';
import { UserError } from './user-error.mjs';

const SECRET_BYTES = 32;
const SECRET_NAMES = ['SECRETS_KEYS', 'SECRETS_PEPPERS'];

/**
 * Returns the paths of one installation's files.
 * @param {string} folder POSTERN_DATA_DIR, absolute
 */
export function dataFiles(folder) {
  return {
    lock: path.join(folder, 'lock'),
    secrets: path.join(folder, 'secrets.json'),
    runtime: path.join(folder, 'runtime.json'),
    postgres: path.join(folder, 'postgres'),
  };
}

/**
 * Creates the data folder (mode 0700) and takes its lock: one running installation per folder. Throws UserError when the
 * folder cannot be written or another Postern runs in it.
 * @param {string} folder
 * @param {string} url the installation's address, shown to a second start
 */
export function openDataDir(folder, url) {
  const { lock } = dataFiles(folder);
  let holder;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    holder = takeLock(lock, { url });
  } catch (error) {
    throw new UserError(
      `The data folder ${folder} cannot be written (${error.code}). Fix its permissions, or set POSTERN_DATA_DIR to another folder.`,
    );
  }
  if (holder) {
    throw new UserError(
      `Postern is already running here (process ${holder.pid}, ${holder.url}). Stop it first, or set PORT and POSTERN_DATA_DIR to run another.`,
    );
  }
}

/**
 * Releases the folder's lock if this process holds it.
 * @param {string} folder
 */
export function closeDataDir(folder) {
  const files = dataFiles(folder);
  if (readHolder(files.lock)?.pid === process.pid) fs.rmSync(files.runtime, { force: true });
  releaseLock(files.lock);
}

/**
 * Returns the installation's secrets: those in `env`, else those stored in the data folder. With `create`, generates and
 * stores them in a new folder. Throws UserError when they are missing.
 * @param {string} folder
 * @param {Record<string, string | undefined>} env
 * @param {{ create: boolean }} options
 * @returns {Record<string, string>}
 */
export function installationSecrets(folder, env, { create }) {
  const isComplete = SECRET_NAMES.every((name) => env[name]);
  const files = dataFiles(folder);
  const stored = isComplete ? null : readSecrets(files.secrets);
  const secrets = {};
  for (const name of SECRET_NAMES) {
    const value = env[name] || stored?.[name];
    if (value) secrets[name] = value;
  }
  if (Object.keys(secrets).length === SECRET_NAMES.length) return secrets;
  if (!create) {
    throw new UserError(
      `${SECRET_NAMES.join(' and ')} must be set to the same values in every process of the installation.`,
    );
  }
  if (stored || fs.existsSync(files.postgres)) {
    throw new UserError(
      `${files.secrets} is missing or incomplete, and the data in the database cannot be decrypted without it. Restore it from a backup.`,
    );
  }
  const complete = { ...Object.fromEntries(SECRET_NAMES.map((name) => [name, newSecret()])), ...secrets };
  writePrivateFile(files.secrets, complete);
  return complete;
}

function newSecret() {
  return `k${randomBytes(4).toString('hex')}:${randomBytes(SECRET_BYTES).toString('base64')}`;
}

function readSecrets(file) {
  if (!fs.existsSync(file)) return null;
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(
      `${file} cannot be read (${error.code ?? 'not JSON'}). Fix its permissions, or restore it from a backup.`,
    );
  }
}

/**
 * Runtime state for the command line, and for the next start if this one is killed. `workers`: ids of workers whose leases
 * the next start must release.
 * @typedef {{ pid: number, startTime: string }} ProcessName
 * @typedef {ProcessName & { url: string, databaseUrl: string, children: (ProcessName & { name?: 'web' | 'console' | 'worker' })[], workers?: string[] }} Runtime
 */

/**
 * Writes the runtime state of the installation in this folder.
 * @param {string} folder
 * @param {Runtime} runtime
 */
export function writeRuntime(folder, runtime) {
  writePrivateFile(dataFiles(folder).runtime, runtime);
}

/**
 * Returns the last runtime state of the installation in this folder, running or killed. Null after a clean stop.
 * @param {string} folder
 * @returns {Runtime | null}
 */
export function readRuntime(folder) {
  try {
    return JSON.parse(fs.readFileSync(dataFiles(folder).runtime, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Returns the runtime state of the installation running in this folder, or null.
 * @param {string} folder
 * @returns {Runtime | null}
 */
export function findRunning(folder) {
  const runtime = readRuntime(folder);
  return runtime && isSameProcess(runtime) ? runtime : null;
}

/** Writes atomically, with fsync, mode 0600. */
function writePrivateFile(file, value) {
  const draft = `${file}.${process.pid}`;
  const handle = fs.openSync(draft, 'w', 0o600);
  fs.writeSync(handle, `${JSON.stringify(value, null, 2)}\n`);
  fs.fsyncSync(handle);
  fs.closeSync(handle);
  fs.renameSync(draft, file);
}
