import http from 'node:http';
import type { ApiResponse } from '@/lib/api/http';
import { json } from '@/lib/api/http';
import { problemResponse } from '@/lib/api/problem';
import { AppError } from '@/lib/base/errors';
import { toAppError } from '@/lib/database/translate-error';
import { workerHealth, workerHealthJson, workerProblems } from '@/lib/queue/worker-health';
import { env } from '@/lib/runtime/env';
import { securityHeaders } from '../web/security-headers';
import type { Child } from './child';
import { printLine } from './print-line';

const RETRY_AFTER_S = 5;
const HEADERS_TIMEOUT_MS = 5_000;

/**
 * Serves `/api/health/live` and `/api/health/ready` for the role `worker` on HOST and PORT. The supervisor responds, not the
 * worker, so that a worker that is being restarted is reported instead of unreachable. When the port is in use, prints a
 * line and returns null: the worker runs without health checks.
 */
export async function serveHealth(worker: Pick<Child, 'isReady'>): Promise<http.Server | null> {
  const { HOST, PORT } = env();
  const server = createHealthServer(worker);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(PORT, HOST, resolve);
    });
    return server;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    printLine(
      `Port ${PORT} on ${HOST} cannot be listened on (${code}): this worker runs without health checks. Set PORT to another port.`,
    );
    return null;
  }
}

export function createHealthServer(worker: Pick<Child, 'isReady'>): http.Server {
  const server = http.createServer((incoming, outgoing) => {
    incoming.resume();
    answer(incoming, worker)
      .catch((error: unknown) => problemResponse(toAppError(error), null))
      .then(({ status, headers, body }) => {
        outgoing
          .writeHead(status, { ...securityHeaders(), ...headers })
          .end(incoming.method === 'HEAD' ? undefined : body);
      })
      .catch(() => outgoing.destroy());
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  return server;
}

async function answer(incoming: http.IncomingMessage, worker: Pick<Child, 'isReady'>): Promise<ApiResponse> {
  const [path] = (incoming.url ?? '/').split('?');
  if (path !== '/api/health/live' && path !== '/api/health/ready') {
    throw new AppError('not_found', 'A worker serves /api/health/live and /api/health/ready only.');
  }
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    throw new AppError('method_not_allowed', 'Use GET.');
  }
  if (path === '/api/health/live') return json(200, { status: 'live' });
  if (!worker.isReady()) throw unavailable('The worker is being started or restarted.');
  const health = await workerHealth();
  // Workers on other machines and earlier restarts do not make this worker unready.
  if (health.status === 'stopped' || health.status === 'stuck') throw unavailable(workerProblems(health).join(' '));
  return json(200, { status: 'ready', worker: workerHealthJson(health) });
}

function unavailable(message: string): AppError {
  return new AppError('unavailable', message, { retryAfterS: RETRY_AFTER_S });
}
