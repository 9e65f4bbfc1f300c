import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserFault } from '../fault.mjs';
import { say } from './say';

const FIRST_PAUSE_MS = 200;
/** Short, so that what waits for a process that crashes again and again is still handled in between. */
const LONGEST_PAUSE_MS = 4_000;
/** After running this long, the next crash counts as the first. */
const HEALTHY_MS = 5_000;
/** Children drain for at most 25 s. */
const STOP_LIMIT_MS = 28_000;

/** A long-running process of ours that is started again when it ends by itself. */
export type Child = {
  /** Resolves once it serves or works; rejects when its first start fails. */
  ready: Promise<void>;
  /** Id of the process running now. */
  pid(): number | undefined;
  /** Whether the process running now has said that it serves or works. */
  isReady(): boolean;
  /** Lets it finish what is under way. Resolves when it has ended. */
  stop(): Promise<void>;
  kill(): void;
};

export type ChildHooks = {
  /** Called after every start. */
  onSpawn: () => void;
  /** Environment variables of the next start, beside our own. */
  env?: () => Record<string, string>;
  /** Called when a process says that it is ready. */
  onReady?: () => void;
  /** Called when a process has ended, whatever the reason. */
  onExit?: () => void;
};

/**
 * Keeps `.build/<name>.mjs` running. It has a process group of its own, so that Ctrl-C reaches it only through us, and the
 * IPC channel, whose end shows it that we are gone.
 */
export function keepRunning(name: 'web' | 'worker', hooks: ChildHooks): Child {
  const ended = new AbortController();
  let current: ChildProcess | null = null;
  let currentIsReady = false;
  let pauseMs = FIRST_PAUSE_MS;

  const start = (whenReady: () => void, whenEnded: (reason: string) => void): void => {
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
      whenReady();
    });
    child.once('error', (error) => say(`The ${name} process: ${error.message}`));
    child.once('exit', (code, signal) => {
      current = null;
      currentIsReady = false;
      hooks.onExit?.();
      if (Date.now() - startedMs > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      whenEnded(signal ?? `status ${code}`);
    });
    hooks.onSpawn();
  };

  const restart = async (reason: string): Promise<void> => {
    if (ended.signal.aborted) return;
    say(`The ${name} process ended by itself (${reason}). Starting it again in ${pauseMs / 1000} s.`);
    await sleep(pauseMs, undefined, { signal: ended.signal }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    if (!ended.signal.aborted)
      start(
        () => say(`The ${name} process is back.`),
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
        else reject(new UserFault(`The ${name} process could not start (${reason}); what it said stands above.`));
      },
    );
  });

  return {
    ready,
    pid: () => current?.pid,
    isReady: () => currentIsReady,
    stop: async () => {
      ended.abort();
      const child = current;
      if (!child) return;
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(limit);
    },
    kill: () => {
      ended.abort();
      current?.kill('SIGKILL');
    },
  };
}
