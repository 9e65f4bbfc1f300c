import { isId } from '@/lib/base/ids';
import { endPools } from '@/lib/database/db';
import { publishChanges } from '@/lib/live/changes';
import { env } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import { startWorker } from '@/lib/worker/worker';

/** For the whole stop. Jobs that are not settled by then can be claimed again when their leases end. */
const STOP_TIMEOUT_MS = 25_000;
const RETRY_START_MS = 1_000;

let stopping = false;
publishChanges();
const log = logger();

/** Set by the supervisor, which detects at once that a worker of this machine died. */
const { POSTERN_WORKER_ID: id, POSTERN_LOST_WORKERS: lost } = process.env;

// An unhandled rejection must not stop the delivery of all accounts.
process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was rejected and not handled'));
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'the worker ends: an error was not caught');
  process.exit(1);
});

async function run(): Promise<void> {
  env(); // An invalid setting ends the process at once: a retry cannot fix it.
  const starting = startWhenReachable();
  const stop = (reason: string) => {
    // A second signal ends the process at once.
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
    if (!stopping) stop('supervisor ended');
  });
  const worker = await starting;
  if (!worker) return;
  log.info({ worker: worker.id }, 'worker ready');
  process.send?.({ type: 'ready' });
}

/** Retries instead of throwing: the supervisor may start a worker while the database restarts. */
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
