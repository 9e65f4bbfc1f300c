import type { ChildProcess } from 'node:child_process';
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
  /** Sends a message over the IPC channel. A process that is not running, or is about to end, does not get it. */
  send(message: object): void;
};

export type ChildKind = {
  /** Names the process in messages to the operator. */
  label: string;
  /** Starts the process with additional environment variables and an IPC channel. */
  launch: (extra: Record<string, string>) => ChildProcess;
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
  /** Called with messages other than "ready". */
  onMessage?: (message: unknown) => void;
};

/** Keeps a process running until `stop` or `kill`. */
export function keepRunning({ label, launch }: ChildKind, hooks: ChildHooks): Child {
  const stopping = new AbortController();
  let current: ChildProcess | null = null;
  let currentIsReady = false;
  let pauseMs = FIRST_PAUSE_MS;

  const start = (onReady: () => void, onEnd: (reason: string) => void): void => {
    const startedMs = Date.now();
    const child = launch(hooks.env?.() ?? {});
    current = child;
    child.on('message', (message) => {
      if ((message as { type?: unknown }).type !== 'ready') {
        hooks.onMessage?.(message);
        return;
      }
      currentIsReady = true;
      hooks.onReady?.();
      onReady();
    });
    child.once('error', (error) => printLine(`The ${label}: ${error.message}`));
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
    printLine(`The ${label} ended unexpectedly (${reason}). Restarting it in ${pauseMs / 1000} s.`);
    await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    if (!stopping.signal.aborted)
      start(
        () => printLine(`The ${label} is back.`),
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
        else reject(new UserError(`The ${label} could not start (${reason}); see its output above.`));
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
    send: (message) => {
      if (current?.connected) current.send(message, () => {});
    },
  };
}
