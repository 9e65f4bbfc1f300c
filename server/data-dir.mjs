// Plain Node: runs before anything is installed.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UserFault } from './fault.mjs';
import { readHolder, releaseLock, takeLock } from './lock.mjs';
import { isSameProcess } from './process-table.mjs';

const SECRET_BYTES = 32;
const SECRET_NAMES = ['SECRETS_KEYS', 'SECRETS_PEPPERS'];

/**
 * The files of one installation.
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
 * Makes the data folder (for its owner only) and takes its lock: one running installation per folder. Throws UserFault
 * when it cannot be written or Postern runs in it.
 * @param {string} folder
 * @param {string} url where the installation will answer
 */
export function openDataDir(folder, url) {
  const { lock } = dataFiles(folder);
  let holder;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    holder = takeLock(lock, { url });
  } catch (error) {
    throw new UserFault(
      `The data folder ${folder} cannot be written (${error.code}). Give its owner's rights, or set POSTERN_DATA_DIR to another folder.`,
    );
  }
  if (holder) {
    throw new UserFault(
      `Postern is already running here (process ${holder.pid}, ${holder.url}). Stop it first, or set PORT and POSTERN_DATA_DIR to run another.`,
    );
  }
}

/** @param {string} folder */
export function closeDataDir(folder) {
  const files = dataFiles(folder);
  if (readHolder(files.lock)?.pid === process.pid) fs.rmSync(files.runtime, { force: true });
  releaseLock(files.lock);
}

/**
 * The installation's secrets: those given by `env`, else those kept in the data folder, made there when it is new.
 * @param {string} folder
 * @param {Record<string, string | undefined>} env
 * @param {{ create: boolean }} options
 * @returns {Record<string, string>}
 */
export function installationSecrets(folder, env, { create }) {
  const given = SECRET_NAMES.filter((name) => env[name]);
  const files = dataFiles(folder);
  const kept = given.length < SECRET_NAMES.length ? readSecrets(files.secrets) : null;
  const secrets = {};
  for (const name of SECRET_NAMES) {
    const value = env[name] || kept?.[name];
    if (value) secrets[name] = value;
  }
  if (Object.keys(secrets).length === SECRET_NAMES.length) return secrets;
  if (!create) {
    throw new UserFault(
      `${SECRET_NAMES.join(' and ')} must be set: the same values in every process of the installation.`,
    );
  }
  if (kept || fs.existsSync(files.postgres)) {
    throw new UserFault(
      `${files.secrets} is missing or incomplete, and what the database holds cannot be read without it. Restore it from a backup.`,
    );
  }
  const complete = { ...Object.fromEntries(SECRET_NAMES.map((name) => [name, newSecret()])), ...secrets };
  writePrivately(files.secrets, complete);
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
    throw new UserFault(
      `${file} cannot be read (${error.code ?? 'not JSON'}). Correct its rights, or restore it from a backup.`,
    );
  }
}

/**
 * What a running installation leaves for the command line, and for the next start if this one is killed. `workers`: ids of
 * workers whose leases the next start must free.
 * @typedef {{ pid: number, startTime: string }} ProcessName
 * @typedef {ProcessName & { url: string, databaseUrl: string, children: ProcessName[], workers?: string[] }} Runtime
 */

/**
 * @param {string} folder
 * @param {Runtime} runtime
 */
export function writeRuntime(folder, runtime) {
  writePrivately(dataFiles(folder).runtime, runtime);
}

/**
 * What the installation in this folder wrote last, running or killed. Null after a clean stop.
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
 * The installation running in this folder, if one is.
 * @param {string} folder
 * @returns {Runtime | null}
 */
export function findRunning(folder) {
  const runtime = readRuntime(folder);
  return runtime && isSameProcess(runtime) ? runtime : null;
}

/** Whole or not at all, on disk when this returns, readable by the owner only. */
function writePrivately(file, value) {
  const draft = `${file}.${process.pid}`;
  const handle = fs.openSync(draft, 'w', 0o600);
  fs.writeSync(handle, `${JSON.stringify(value, null, 2)}\n`);
  fs.fsyncSync(handle);
  fs.closeSync(handle);
  fs.renameSync(draft, file);
}
