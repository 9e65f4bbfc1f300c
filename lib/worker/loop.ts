import type { Logger } from 'pino';

/** How long a loop sleeps when nothing wakes it: polling is the truth, being woken is only quicker. */
export const POLL_MS = 1_000;

const FIRST_BACKOFF_MS = 100;
/** Short: after an outage the queue waits for as long as this. */
const LONGEST_BACKOFF_MS = 2_000;

export type LoopOptions = {
  name: string;
  /** One round. Returns the milliseconds to wait before the next; 0 for none. */
  run: () => Promise<number>;
  log: Logger;
};

export type Loop = {
  /** Ends the sleep; during a round, has another follow at once. */
  wake(): void;
  /** Starts no further round and resolves when the present one is over. */
  stop(): Promise<void>;
};

/**
 * Runs rounds one after the other until stopped. A failing round (the database is down) never ends it: it waits 100 ms,
 * doubled to 2 s, and tries again; being woken does not shorten that wait.
 */
export function startLoop({ name, run, log }: LoopOptions): Loop {
  let stopped = false;
  let woken = false;
  let failures = 0;
  let endSleep: (() => void) | null = null;

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const round = async (): Promise<number> => {
    try {
      const nextMs = await run();
      if (failures > 0) log.info({ loop: name, failures }, 'works again');
      failures = 0;
      return woken ? 0 : nextMs;
    } catch (error) {
      if (failures === 0) log.warn({ loop: name, err: error }, 'round failed, trying again');
      return backoffMs(failures++);
    }
  };

  const finished = (async () => {
    while (!stopped) {
      woken = false;
      const nextMs = await round();
      if (stopped || nextMs === 0) continue;
      await sleep(nextMs);
      endSleep = null;
    }
  })();

  return {
    wake: () => {
      woken = true;
      if (failures === 0) endSleep?.();
    },
    stop: () => {
      stopped = true;
      endSleep?.();
      return finished;
    },
  };
}

function backoffMs(failures: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS);
}
