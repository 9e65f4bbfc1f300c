// The console process of the role `all`: renders pages for the web processes, so that rendering never blocks the API.
import fs from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { serveRequests } from '@/lib/database/db';
import { warmUp } from '@/lib/health/warm-up';
import { publishChanges } from '@/lib/live/changes';
import { env } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import { logConsole } from './console-log';
import { createConsoleServer } from './console-server';
import { prepareConsole } from './prepare-console';
import { shareMetrics } from './share-metrics';
import { stopOnSignals } from './stop';

// As in server/web/main.ts.
setFlagsFromString('--heap-growing-percent=50');

const socket = process.env.POSTERN_CONSOLE_SOCKET ?? '';
serveRequests();
publishChanges();
logConsole();
if (process.send) shareMetrics(process, { isWeb: false });
const prepared = prepareConsole(env());
const server = createConsoleServer(prepared);
stopOnSignals(server);
try {
  await prepared;
} catch (error) {
  logger().fatal({ err: error }, 'the console could not be prepared');
  process.exit(1);
}
await warmUp().catch(() => {
  // Fails while the database is unavailable; pages then say so.
});
// A process that was killed leaves its socket behind.
fs.rmSync(socket, { force: true });
await new Promise<void>((resolve, reject) => {
  server.once('error', reject);
  server.listen(socket, resolve);
});
logger().info({ serves: 'pages' }, 'console listens');
process.send?.({ type: 'ready' });
