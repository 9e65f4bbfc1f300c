import type http from 'node:http';
import { endPools, pool } from '@/lib/database/db';
import { env, publicUrl } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import { requireMatchingSecrets } from '@/lib/secrets/fingerprint';
import { freeLeases } from '@/lib/worker/free-leases';
import { closeDataDir, readRuntime, writeRuntime } from '../data-dir.mjs';
import { migrate } from '../postgres/migrate';
import { startTimeOf } from '../process-table.mjs';
import { type Child, type ChildHooks, keepRunning } from './child';
import { BundledDatabase } from './database';
import { firstAdministrator } from './first-administrator';
import { serveHealth } from './health-server';
import { printLine } from './print-line';
import { WorkerIdentities } from './worker-identities';

export { checkSettings } from './settings';

const MIGRATIONS = 'prisma/migrations';
/** A terminal signals the whole process group, and npm forwards the signal too: a second one within this time is the same. */
const SAME_SIGNAL_MS = 2_000;
const PARENT_POLL_MS = 1_000;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const CHILDREN = { all: ['web', 'worker'], console: ['web'], api: ['web'], worker: ['worker'] } as const;

/**
 * Runs the installation until a signal ends it: database, migrations, first administrator, and the processes of the role,
 * which are restarted after a crash. Resolves once everything is ready. When the start fails, stops everything and throws.
 */
export async function supervise(): Promise<void> {
  const bundled = process.env.DATABASE_URL ? null : new BundledDatabase(process.env.POSTERN_DATA_DIR ?? '');
  const children: Child[] = [];
  const stopped = new AbortController();
  let health: http.Server | null = null;
  const end = async (): Promise<void> => {
    stopped.abort();
    health?.close();
    await Promise.all(children.map((child) => child.stop()));
    await pool()
      .end()
      .catch(() => {});
    await bundled?.stop();
    closeDataDir(process.env.POSTERN_DATA_DIR ?? '');
  };
  stopOnSignal(end, () => {
    for (const child of children) child.kill();
  });
  try {
    if (bundled) process.env.DATABASE_URL = await bundled.start();
    const signIn = await prepareDatabase();
    if (stopped.signal.aborted) return;
    const identities = new WorkerIdentities(workersOfEarlierStart());
    const onSpawn = () => recordRuntime(children, identities);
    for (const name of CHILDREN[env().POSTERN_ROLE]) {
      children.push(
        keepRunning(name, { onSpawn, ...(name === 'worker' ? workerHooks(identities, stopped.signal) : {}) }),
      );
    }
    recordRuntime(children, identities);
    const [only] = children;
    if (env().POSTERN_ROLE === 'worker' && only) health = await serveHealth(only);
    await Promise.all(children.map((child) => child.ready));
    if (!stopped.signal.aborted) printReady(signIn);
  } catch (error) {
    if (stopped.signal.aborted) return;
    await end();
    throw error;
  }
}

/** Migrates the database and checks that it belongs to this installation. Returns a sentence on how to sign in. */
async function prepareDatabase(): Promise<string> {
  const applied = await migrate(env().DATABASE_URL, MIGRATIONS);
  if (applied.length > 0)
    printLine(`Database brought up to date (${applied.length} ${applied.length === 1 ? 'migration' : 'migrations'}).`);
  process.env.POSTERN_URL ||= publicUrl();
  try {
    await requireMatchingSecrets();
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

/**
 * Releases a dead worker's leases at once, so that workers on other machines can claim its jobs. When the database is not
 * reachable, the next worker of this machine releases them at its start.
 */
function workerHooks(identities: WorkerIdentities, stopping: AbortSignal): Omit<ChildHooks, 'onSpawn'> {
  return {
    env: () => identities.next(),
    onReady: () => identities.markReleased(),
    onExit: () => {
      if (stopping.aborted) return;
      freeLeases(identities.unreleased()).catch((error: unknown) =>
        logger().warn({ err: error }, 'leases of a dead worker were not released: the next worker releases them'),
      );
    },
  };
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
function recordRuntime(children: Child[], identities: WorkerIdentities): void {
  const { POSTERN_ROLE, POSTERN_DATA_DIR, DATABASE_URL } = env();
  if (POSTERN_ROLE !== 'all') return;
  const identified = [process.pid, ...children.map((child) => child.pid())].flatMap((pid) => {
    const startTime = pid === undefined ? null : startTimeOf(pid);
    return pid !== undefined && startTime ? [{ pid, startTime }] : [];
  });
  const [self, ...rest] = identified;
  if (self)
    writeRuntime(POSTERN_DATA_DIR, {
      ...self,
      url: publicUrl(),
      databaseUrl: DATABASE_URL,
      children: rest,
      workers: identities.unreleased(),
    });
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
  No carrier is connected: messages go to the built-in simulator; nothing leaves this machine.
  Stop it with Ctrl-C.
`,
  };
  printLine(ready[env().POSTERN_ROLE]);
}
