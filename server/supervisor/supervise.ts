import type http from 'node:http';
import { archiveAuditKeys } from '@/lib/audit/audit-keys';
import { signChains } from '@/lib/audit/sign-chains';
import { endPools, pool } from '@/lib/database/db';
import { env, publicUrl } from '@/lib/runtime/env';
import { requireMatchingSecrets } from '@/lib/secrets/fingerprint';
import { closeDataDir, readRuntime, writeRuntime } from '../data-dir.mjs';
import { migrate } from '../postgres/migrate';
import { grantRights, type RoleUrls } from '../postgres/roles';
import { startTimeOf } from '../process-table.mjs';
import { BundledDatabase } from './database';
import { firstAdministrator } from './first-administrator';
import { serveHealth } from './health-server';
import { printLine } from './print-line';
import { Processes } from './processes';
import { checkSettings, requiredConnections } from './settings';

export { checkSettings };

const MIGRATIONS = 'prisma/migrations';
/** A terminal signals the whole process group, and npm forwards the signal too: a second one within this time is the same. */
const SAME_SIGNAL_MS = 2_000;
const PARENT_POLL_MS = 1_000;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the installation until a signal ends it: database, migrations, first administrator, and the processes of the role,
 * which are restarted after a crash. Resolves once everything is ready. When the start fails, stops everything and throws.
 */
export async function supervise(): Promise<void> {
  const bundled = process.env.DATABASE_URL ? null : openBundled();
  const stopped = new AbortController();
  let processes: Processes | null = null;
  let health: http.Server | null = null;
  const end = async (): Promise<void> => {
    stopped.abort();
    health?.close();
    await processes?.stop();
    await pool()
      .end()
      .catch(() => {});
    await bundled?.stop();
    closeDataDir(process.env.POSTERN_DATA_DIR ?? '');
  };
  stopOnSignal(end, () => {
    for (const child of processes?.all ?? []) child.kill();
  });
  try {
    const roles = bundled ? await bundled.start() : null;
    if (roles) process.env.DATABASE_URL = roles.app;
    const signIn = await prepareDatabase(roles);
    if (stopped.signal.aborted) return;
    const { signal: stopping } = stopped;
    const running = new Processes({ lost: workersOfEarlierStart(), stopping, onSpawn: () => recordRuntime(running) });
    processes = running;
    running.start();
    recordRuntime(running);
    const openHealth = async () => {
      if (env().POSTERN_ROLE === 'worker') health = await serveHealth(running);
    };
    await Promise.all([running.ready(), openHealth()]);
    if (!stopped.signal.aborted) printReady(signIn);
  } catch (error) {
    if (stopped.signal.aborted) return;
    await end();
    throw error;
  }
}

function openBundled(): BundledDatabase {
  return new BundledDatabase(process.env.POSTERN_DATA_DIR ?? '', requiredConnections());
}

/**
 * Migrates the database and checks that it belongs to this installation. Returns a sentence on how to sign in. `roles`: of the
 * bundled database.
 */
async function prepareDatabase(roles: RoleUrls | null): Promise<string> {
  const applied = await migrate(roles?.owner ?? env().DATABASE_URL, MIGRATIONS);
  if (roles) await grantRights(roles.owner);
  if (applied.length > 0)
    printLine(`Database brought up to date (${applied.length} ${applied.length === 1 ? 'migration' : 'migrations'}).`);
  process.env.POSTERN_URL ||= publicUrl();
  try {
    await requireMatchingSecrets();
    await archiveAuditKeys();
    await signChains();
    return await firstAdministrator();
  } finally {
    await endPools();
  }
}

/** Workers of an earlier start in this data folder that was killed as a whole, so that they kept their leases. */
function workersOfEarlierStart(): string[] {
  const { POSTERN_ROLE, POSTERN_DATA_DIR } = env();
  return POSTERN_ROLE === 'all' ? (readRuntime(POSTERN_DATA_DIR)?.workers ?? []) : [];
}

/** The first signal stops everything in order and exits with 0; a later second one kills the children. */
function stopOnSignal(end: () => Promise<void>, kill: () => void): void {
  let stoppingSinceMs: number | null = null;
  const onSignal = async (): Promise<void> => {
    if (stoppingSinceMs === null) {
      stoppingSinceMs = Date.now();
      printLine('Stopping …');
      await end();
      process.exit(0);
    }
    if (Date.now() - stoppingSinceMs > SAME_SIGNAL_MS) kill();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, () => void onSignal());
  if (process.env.npm_lifecycle_event !== 'start') return;
  const npm = process.ppid;
  // A killed npm, or its shell, does not end this process; without npm, no signal would reach it any more.
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    void onSignal();
  }, PARENT_POLL_MS);
}

/** Records processes and workers for the command line and the next start. Only the role `all` has its own data folder. */
function recordRuntime(processes: Processes): void {
  const { POSTERN_ROLE, POSTERN_DATA_DIR, DATABASE_URL } = env();
  if (POSTERN_ROLE !== 'all') return;
  const [self] = identify(process.pid);
  if (!self) return;
  writeRuntime(POSTERN_DATA_DIR, {
    ...self,
    url: publicUrl(),
    databaseUrl: DATABASE_URL,
    children: (['web', 'console', 'worker'] as const).flatMap((name) =>
      processes[name].flatMap((child) => identify(child.pid()).map((process) => ({ ...process, name }))),
    ),
    workers: processes.unreleased(),
  });
}

/** Returns the process's id with its start time; nothing when it has ended. */
function identify(pid: number | undefined): { pid: number; startTime: string }[] {
  const startTime = pid === undefined ? null : startTimeOf(pid);
  return pid !== undefined && startTime ? [{ pid, startTime }] : [];
}

function printReady(signIn: string): void {
  const address = publicUrl();
  const ready = {
    worker: 'The worker is running. Stop it with Ctrl-C.',
    api: `The API answers at ${address}/api/sms. Stop it with Ctrl-C.`,
    console: `The console is ready: ${address}. ${signIn} Stop it with Ctrl-C.`,
    all: `
  Postern is ready: ${address}

  ${signIn}
  Until a carrier is connected, messages go to the built-in simulator; nothing leaves this machine.
  Stop it with Ctrl-C.
`,
  };
  printLine(ready[env().POSTERN_ROLE]);
}
