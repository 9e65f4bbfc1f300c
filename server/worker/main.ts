import { isId } from '@/lib/base/ids';
import { endPools } from '@/lib/database/db';
import { env } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import { startWorker } from '@/lib/worker/worker';

/** Over all: what is not finished by then returns to other workers when its lease ends. */
const STOP_TIMEOUT_MS = 25_000;
const RETRY_START_MS = 1_000;

let stopping = false;
const log = logger();

/** Set by the supervisor: it knows at once which workers of this machine ended by themselves. */
const { POSTERN_WORKER_ID: id, POSTERN_LOST_WORKERS: lost } = process.env;

// One promise without a handler must not end the work of all accounts.
process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was rejected and not handled'));
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'the worker ends: an error was not caught');
  process.exit(1);
});

async function run(): Promise<void> {
  env(); // A bad setting ends the process at once instead of being tried again.
  const starting = startWhenReachable();
  const stop = (reason: string) => {
    // A second signal means now.
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ reason }, 'worker stops');
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS).unref();
    void starting
      .then((worker) => worker?.stop())
      .then(() => endPools())
      .catch((error: unknown) => log.error({ err: error }, 'worker did not stop cleanly'))
      .finally(() => process.exit(0));
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('disconnect', () => {
    if (!stopping) stop('supervisor gone');
  });
  const worker = await starting;
  if (!worker) return;
  log.info({ worker: worker.id }, 'worker ready');
  process.send?.({ type: 'ready' });
}

/** Waits for the database rather than ending: the supervisor may start us while it is being restarted. */
async function startWhenReachable() {
  while (!stopping) {
    try {
      return await startWorker({ ...(id ? { id } : {}), lost: (lost ?? '').split(',').filter(isId) });
    } catch (error) {
      log.warn({ err: error }, 'worker cannot start yet');
      await new Promise((resolve) => setTimeout(resolve, RETRY_START_MS));
    }
  }
  return null;
}

await run();
