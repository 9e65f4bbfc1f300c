import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserFault } from '../fault.mjs';
import { say } from './say';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** After running this long, the next crash counts as the first. */
const HEALTHY_MS = 60_000;
/** Children drain for at most 25 s. */
const STOP_LIMIT_MS = 28_000;

/** A long-running process of ours that is started again when it ends by itself. */
export type Child = {
  /** Resolves once it serves or works; rejects when its first start fails. */
  ready: Promise<void>;
  /** Id of the process running now. */
  pid(): number | undefined;
  /** Lets it finish what is under way. Resolves when it has ended. */
  stop(): Promise<void>;
  kill(): void;
};

/**
 * Keeps `.build/<name>.mjs` running. It has a process group of its own, so that Ctrl-C reaches it only through us, and the
 * IPC channel, whose end tells it that we are gone. `onSpawn` is called at every start.
 */
export function keepRunning(name: 'web' | 'worker', onSpawn: () => void): Child {
  const ended = new AbortController();
  let current: ChildProcess | null = null;
  let pauseMs = FIRST_PAUSE_MS;

  const start = (whenReady: () => void, whenEnded: (reason: string) => void): void => {
    const startedMs = Date.now();
    const { POSTERN_ADMIN_PASSWORD: _, ...env } = process.env;
    const child = spawn(process.execPath, [`.build/${name}.mjs`], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...env, NODE_ENV: 'production', POSTERN_PROCESS: name },
    });
    current = child;
    child.on('message', (message) => {
      if ((message as { type?: unknown }).type === 'ready') whenReady();
    });
    child.once('error', (error) => say(`The ${name} process: ${error.message}`));
    child.once('exit', (code, signal) => {
      current = null;
      if (Date.now() - startedMs > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      whenEnded(signal ?? `status ${code}`);
    });
    onSpawn();
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
