import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { endPools } from '@/lib/database/db';
import { startDraining } from '@/lib/health/readiness';
import { warmUp } from '@/lib/health/warm-up';
import { flushRefusals } from '@/lib/refusals/record-refusal';
import { env } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import type { NextHandler } from './console';
import { logConsole } from './console-log';
import { createWebServer } from './server';

const DRAIN_LIMIT_MS = 25_000;
const SAME_SIGNAL_MS = 2_000;

// Old garbage goes when there is half as much of it as of what lives, not three times as much: at the same rate, memory
// stays level under load. Set here and not in the arguments, where a Node that does not know it would not start.
setFlagsFromString('--heap-growing-percent=50');

const settings = env();
logConsole();
// The API answers first: after a crash, clients wait for it and not for the console.
let isListening: () => void = () => {};
const listening = new Promise<void>((resolve) => {
  isListening = resolve;
});
const pages = settings.POSTERN_ROLE === 'api' ? null : listening.then(prepareConsole);
pages?.catch((error: unknown) => {
  logger().fatal({ err: error }, 'the console could not be prepared');
  process.exit(1);
});
const server = createWebServer(settings, pages);
await listen(server);
isListening();
// While the database is away this fails; the first readiness check tries again.
const warm = warmUp().catch(() => {});
void Promise.all([pages, warm]).then(() => process.send?.({ type: 'ready' }));

let stoppingSinceMs: number | null = null;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
process.on('disconnect', () => stop('the supervisor is gone'));

/** Next's request handler. A process that serves the API alone never loads Next. */
async function prepareConsole(): Promise<NextHandler> {
  const { default: next } = await import('next');
  // Next listens for `upgrade` on the server it is handed, else on the one of its first request, which would then drop every
  // request that offers another protocol. This one never listens.
  const httpServer = http.createServer();
  const app = next({ dev: false, hostname: settings.HOST, port: settings.PORT, httpServer });
  await app.prepare();
  return app.getRequestHandler();
}

async function listen(httpServer: http.Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen(settings.PORT, settings.HOST, resolve);
  });
  const { address, port } = httpServer.address() as AddressInfo;
  logger().info({ address, port, serves: settings.POSTERN_ROLE }, 'web server listens');
}

/**
 * Takes nothing new, finishes what is under way, then ends with 0. A later second call ends at once; one right after the
 * first is the same request, come both from the terminal's group and from the supervisor.
 */
function stop(reason: string): void {
  const nowMs = Date.now();
  if (stoppingSinceMs !== null) {
    if (nowMs - stoppingSinceMs > SAME_SIGNAL_MS) process.exit(1);
    return;
  }
  stoppingSinceMs = nowMs;
  logger().info({ reason }, 'web server stops');
  startDraining();
  server.close(() => {
    void flushRefusals()
      .then(() => endPools())
      .finally(() => process.exit(0));
  });
  server.closeIdleConnections();
  // A connection that stays open between two requests of one client would hold the stop back for its whole idle time.
  server.prependListener('request', (_incoming, outgoing) => outgoing.setHeader('connection', 'close'));
  setTimeout(() => {
    logger().warn('requests still under way were cut off');
    process.exit(0);
  }, DRAIN_LIMIT_MS).unref();
}
