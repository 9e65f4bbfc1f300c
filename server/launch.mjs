// Plain Node: runs before anything is installed.

import { setTimeout as sleep } from 'node:timers/promises';
import { buildBundles, buildConsole, lockBuild } from './build.mjs';
import { closeDataDir, openDataDir, readRuntime } from './data-dir.mjs';
import { install } from './install.mjs';
import { freePort } from './port.mjs';
import { isSameProcess } from './process-table.mjs';
import { root } from './root.mjs';
import { endRunning } from './run.mjs';
import { loadSettings, roleArgument } from './settings.mjs';
import { UserError } from './user-error.mjs';

const ROLES = ['all', 'console', 'api', 'worker'];
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const ORPHAN_POLL_MS = 50;
const ORPHAN_DRAIN_MS = 5_000;
const SUPERVISOR = new URL('../.build/supervisor.mjs', import.meta.url).href;

/**
 * Starts Postern from a bare checkout, in this process: data folder, packages, bundles, settings check, console, then the
 * supervisor. An error that the operator can fix ends the process with one line and status 1.
 */
export async function launch() {
  process.chdir(root);
  // A closed terminal or pipe must not end the installation.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  let folder = null;
  let stopping = false;
  const stopEarly = async () => {
    if (stopping) return;
    stopping = true;
    await endRunning();
    if (folder) closeDataDir(folder);
    process.exit(0);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stopEarly);
  try {
    const settings = loadSettings();
    settings.POSTERN_ROLE = roleArgument(process.argv.slice(2)) ?? settings.POSTERN_ROLE;
    requireRole(settings);
    if (settings.POSTERN_ROLE === 'all') {
      openDataDir(settings.POSTERN_DATA_DIR, settings.POSTERN_URL || `http://localhost:${settings.PORT}`);
      folder = settings.POSTERN_DATA_DIR;
      await endOrphans(folder);
    }
    if (settings.POSTERN_ROLE !== 'worker') settings.PORT = String(await freePort(settings.HOST, settings.PORT));
    const supervisor = await prepare(settings);
    for (const signal of STOP_SIGNALS) process.off(signal, stopEarly);
    await supervisor.supervise();
  } catch (error) {
    if (stopping) return;
    if (folder) closeDataDir(folder);
    console.error(isUserError(error) ? error.message : error);
    process.exit(1);
  }
}

/**
 * Ends the web server and worker of a supervisor that was killed in this folder: while they drain, they still hold the port.
 * The caller must hold the folder's lock.
 * @param {string} folder
 */
async function endOrphans(folder) {
  const alive = () => (readRuntime(folder)?.children ?? []).filter(isSameProcess);
  if (alive().length === 0) return;
  console.log('Ending processes of an earlier start …');
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (const { pid } of alive()) process.kill(pid, signal);
    const deadline = Date.now() + ORPHAN_DRAIN_MS;
    while (alive().length > 0 && Date.now() < deadline) await sleep(ORPHAN_POLL_MS);
  }
}

/** Installs and builds everything the role needs. Returns the supervisor's module. */
async function prepare(settings) {
  await install({ dev: false });
  const release = await lockBuild();
  try {
    await buildBundles();
    const supervisor = await import(SUPERVISOR);
    await supervisor.checkSettings();
    if (settings.POSTERN_ROLE === 'all' || settings.POSTERN_ROLE === 'console') await buildConsole();
    return supervisor;
  } finally {
    release();
  }
}

function requireRole({ POSTERN_ROLE: role, DATABASE_URL: databaseUrl }) {
  if (!ROLES.includes(role)) throw new UserError(`POSTERN_ROLE must be one of ${ROLES.join(', ')}.`);
  if (role !== 'all' && !databaseUrl) {
    throw new UserError(
      `The role ${role} shares one database with the other roles: set DATABASE_URL, SECRETS_KEYS and SECRETS_PEPPERS, the same in every process.`,
    );
  }
}

/** Compares names: each bundle has its own copy of the class. */
function isUserError(error) {
  return error instanceof UserError || error?.code === 'invalid_configuration' || error?.name === 'UserError';
}
