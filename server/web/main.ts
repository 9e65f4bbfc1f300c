import cluster from 'node:cluster';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { serveRequests } from '@/lib/database/db';
import { warmUp } from '@/lib/health/warm-up';
import { publishChanges } from '@/lib/live/changes';
import { env } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import { startFolding } from '@/lib/worker/folding';
import { logConsole } from './console-log';
import { consoleProxy } from './console-proxy';
import { prepareConsole } from './prepare-console';
import { createWebServer } from './server';
import { shareMetrics } from './share-metrics';
import { stopOnSignals } from './stop';

// Collects garbage when there is half as much as live memory, not three times as much: memory stays level under load at
// the same rate. Not a command-line argument, because a Node version without it would not start.
setFlagsFromString('--heap-growing-percent=50');

const settings = env();
/** Of the console process, which the supervisor starts beside this one in the role `all`. */
const consoleSocket = process.env.POSTERN_CONSOLE_SOCKET;
serveRequests();
publishChanges();
logConsole();
// Otherwise node:cluster ends this process at once when the supervisor has ended, with the requests in progress.
if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
if (process.send) shareMetrics(process, { isWeb: true });
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
const pages = settings.POSTERN_ROLE === 'api' || consoleSocket ? null : warmed.then(() => prepareConsole(settings));
pages?.catch((error: unknown) => {
  logger().fatal({ err: error }, 'the console could not be prepared');
  process.exit(1);
});
const server = createWebServer(settings, consoleSocket ? consoleProxy(consoleSocket) : pages);
await listen(server);
isListening();
const folding = warmed.then(() => startFolding(logger()));
void Promise.all([pages, warmed]).then(() => process.send?.({ type: 'ready' }));

stopOnSignals(server, () => folding.then((loop) => loop.stop()));

async function listen(httpServer: http.Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen(settings.PORT, settings.HOST, resolve);
  });
  const { address, port } = httpServer.address() as AddressInfo;
  logger().info({ address, port, serves: settings.POSTERN_ROLE }, 'web server listens');
}
