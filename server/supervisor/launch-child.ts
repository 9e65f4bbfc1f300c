import { type ChildProcess, spawn } from 'node:child_process';
import cluster from 'node:cluster';
import path from 'node:path';
import { lowerPriority } from './lower-priority';

export type ChildName = 'web' | 'console' | 'worker';
type Settings = Record<string, string>;

/** At 10, pages take seconds while messages are sent at the highest rate; at 0, a flood of pages halves that rate. */
const CONSOLE_NICENESS = 5;

const bundleOf = (name: ChildName) => path.join(import.meta.dirname, `${name}.mjs`);

function environmentOf(name: ChildName, extra: Settings): NodeJS.ProcessEnv {
  return { ...process.env, ...extra, POSTERN_ADMIN_PASSWORD: undefined, NODE_ENV: 'production', POSTERN_PROCESS: name };
}

/**
 * The worker makes most of its objects for a few milliseconds: with a larger young generation (MiB) fewer of them are copied.
 */
const OPTIONS = { web: [], console: [], worker: ['--max-semi-space-size=64'] };

/**
 * Starts a process with an IPC channel, whose end shows that the supervisor has ended, and in its own process group, so that
 * Ctrl-C reaches only the supervisor.
 */
export function launchAlone(name: ChildName, extra: Settings): ChildProcess {
  return spawn(process.execPath, [...OPTIONS[name], bundleOf(name)], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: environmentOf(name, extra),
  });
}

/** Starts the console process, which gets what sending and delivering messages leave of the processors. */
export function launchConsole(extra: Settings): ChildProcess {
  const child = launchAlone('console', extra);
  if (child.pid !== undefined) lowerPriority(child.pid, CONSOLE_NICENESS);
  return child;
}

/**
 * Starts a process that shares its listening socket with the others started like this. node:cluster starts no process
 * groups, so Ctrl-C reaches these processes as well as the supervisor (server/web/main.ts).
 *
 * Each accepts connections itself. A burst of connections may go mostly to one process while the machine is busy; connections
 * that arrive later go to the processes that are idle more often. When the supervisor distributes them (SCHED_RR) they are
 * spread more evenly and accepted 5 to 8 % faster, but Node 20 keeps sending connections to a killed process and never closes
 * those on their way to it, so that clients wait for their own timeout (processes.db.test.ts fails with it).
 */
export function launchSharing(name: ChildName, extra: Settings): ChildProcess {
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({
    exec: bundleOf(name),
    args: [],
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return cluster.fork(environmentOf(name, extra)).process;
}
