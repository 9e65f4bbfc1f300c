import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../user-error.mjs';
import { printLine } from './print-line';

const FIRST_PAUSE_MS = 200;
/** Short, so that a process that crashes repeatedly still works off its queue in between. */
const LONGEST_PAUSE_MS = 4_000;
/** After running this long, the next crash counts as the first. */
const HEALTHY_MS = 5_000;
/** Children drain for at most 25 s. */
const STOP_LIMIT_MS = 28_000;

/** A long-running child process that is restarted when it ends unexpectedly. */
export type Child = {
  /** Resolves once it reports that it is ready; rejects when its first start fails. */
  ready: Promise<void>;
  /** Id of the running process. */
  pid(): number | undefined;
  /** Whether the running process has reported that it is ready. */
  isReady(): boolean;
  /** Sends SIGTERM, so that it completes work in progress. Resolves when it has ended. */
  stop(): Promise<void>;
  kill(): void;
};

export type ChildHooks = {
  /** Called after every start. */
  onSpawn: () => void;
  /** Additional environment variables for the next start. */
  env?: () => Record<string, string>;
  /** Called when a process reports that it is ready. */
  onReady?: () => void;
  /** Called when a process has ended for any reason. */
  onExit?: () => void;
};

/**
 * Keeps `.build/<name>.mjs` running, in its own process group, so that Ctrl-C reaches only the supervisor, and with an IPC
 * channel, whose end shows that the supervisor has ended.
 */
export function keepRunning(name: 'web' | 'worker', hooks: ChildHooks): Child {
  const stopping = new AbortController();
  let current: ChildProcess | null = null;
  let currentIsReady = false;
  let pauseMs = FIRST_PAUSE_MS;

  const start = (onReady: () => void, onEnd: (reason: string) => void): void => {
    const startedMs = Date.now();
    const { POSTERN_ADMIN_PASSWORD: _, ...env } = process.env;
    const child = spawn(process.execPath, [`.build/${name}.mjs`], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...env, ...hooks.env?.(), NODE_ENV: 'production', POSTERN_PROCESS: name },
    });
    current = child;
    child.on('message', (message) => {
      if ((message as { type?: unknown }).type !== 'ready') return;
      currentIsReady = true;
      hooks.onReady?.();
      onReady();
    });
    child.once('error', (error) => printLine(`The ${name} process: ${error.message}`));
    child.once('exit', (code, signal) => {
      current = null;
      currentIsReady = false;
      hooks.onExit?.();
      if (Date.now() - startedMs > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      onEnd(signal ?? `status ${code}`);
    });
    hooks.onSpawn();
  };

  const restart = async (reason: string): Promise<void> => {
    if (stopping.signal.aborted) return;
    printLine(`The ${name} process ended unexpectedly (${reason}). Restarting it in ${pauseMs / 1000} s.`);
    await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    if (!stopping.signal.aborted)
      start(
        () => printLine(`The ${name} process is back.`),
        (next) => void restart(next),
      );
  };

  const ready = new Promise<void>((resolve, reject) => {
    let isReady = false;
    start(
      () => {
        isReady = true;
        resolve();
      },
      (reason) => {
        if (isReady) void restart(reason);
        else reject(new UserError(`The ${name} process could not start (${reason}); see its output above.`));
      },
    );
  });

  return {
    ready,
    pid: () => current?.pid,
    isReady: () => currentIsReady,
    stop: async () => {
      stopping.abort();
      const child = current;
      if (!child) return;
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(limit);
    },
    kill: () => {
      stopping.abort();
      current?.kill('SIGKILL');
    },
  };
}
