import cluster from 'node:cluster';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { endPools, serveRequests } from '@/lib/database/db';
import { startDraining } from '@/lib/health/readiness';
import { warmUp } from '@/lib/health/warm-up';
import { allowances } from '@/lib/limits/allowances';
import { flushChanges, publishChanges } from '@/lib/live/changes';
import { stopLiveHub } from '@/lib/live/hub';
import { flushRefusals } from '@/lib/refusals/record-refusal';
import { env } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import { flushSecurityEvents } from '@/lib/security/record-security-event';
import { endWaits } from '@/lib/webhooks/feed/wait';
import { startFolding } from '@/lib/worker/folding';
import type { NextHandler } from './console';
import { logConsole } from './console-log';
import { createWebServer } from './server';
import { shareMetrics } from './share-metrics';

const DRAIN_LIMIT_MS = 25_000;
const SAME_SIGNAL_MS = 2_000;

// Collects garbage when there is half as much as live memory, not three times as much: memory stays level under load at
// the same rate. Not a command-line argument, because a Node version without it would not start.
setFlagsFromString('--heap-growing-percent=50');

const settings = env();
serveRequests();
publishChanges();
logConsole();
// Otherwise node:cluster ends this process at once when the supervisor has ended, with the requests in progress.
if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
if (process.send) shareMetrics(process);
// The API starts first: after a crash, clients wait for it and not for the console.
let isListening: () => void = () => {};
const listening = new Promise<void>((resolve) => {
  isListening = resolve;
});
const warmed = listening.then(warmUp).catch(() => {
  // Fails while the database is unavailable; the first readiness check tries again.
});
// Loading Next blocks this process, for seconds on a busy machine: with connections open and Prisma loaded, the API answers
// what arrived before in time.
const pages = settings.POSTERN_ROLE === 'api' ? null : warmed.then(prepareConsole);
pages?.catch((error: unknown) => {
  logger().fatal({ err: error }, 'the console could not be prepared');
  process.exit(1);
});
const server = createWebServer(settings, pages);
await listen(server);
isListening();
const folding = warmed.then(() => startFolding(logger()));
void Promise.all([pages, warmed]).then(() => process.send?.({ type: 'ready' }));

let stoppingSinceMs: number | null = null;
// Without a process group of its own (server/supervisor/launch-child.ts), it also gets the terminal's signals.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
process.on('disconnect', () => stop('the supervisor is gone'));

/** Returns Next's request handler. A process that serves only the API never loads Next. */
async function prepareConsole(): Promise<NextHandler> {
  const { default: next } = await import('next');
  // Next adds an `upgrade` listener to this server, else to the server of its first request, which would then drop every
  // request that offers another protocol. This server never listens.
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
 * Accepts no new requests, finishes those in progress, then exits with 0. A later second call exits at once; one right after
 * the first is the same signal, sent both to the terminal's process group and by the supervisor.
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
  endWaits();
  void stopLiveHub();
  server.close(() => {
    void Promise.all([
      flushRefusals(),
      flushSecurityEvents(),
      allowances().returnAll(),
      folding.then((loop) => loop.stop()),
    ])
      .then(flushChanges)
      .then(() => endPools())
      .finally(() => process.exit(0));
  });
  server.closeIdleConnections();
  // A kept-alive connection would delay the stop for its whole idle time.
  server.prependListener('request', (_incoming, outgoing) => outgoing.setHeader('connection', 'close'));
  setTimeout(() => {
    logger().warn('requests still under way were cut off');
    process.exit(0);
  }, DRAIN_LIMIT_MS).unref();
}
