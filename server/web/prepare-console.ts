import http from 'node:http';
import type { Env } from '@/lib/runtime/env';
import type { NextHandler } from './console';

/** Returns Next's request handler. A process that serves only the API never loads Next. */
export async function prepareConsole({ HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>): Promise<NextHandler> {
  const { default: next } = await import('next');
  // Next adds an `upgrade` listener to this server, else to the server of its first request, which would then drop every
  // request that offers another protocol. This server never listens.
  const httpServer = http.createServer();
  const app = next({ dev: false, hostname: HOST, port: PORT, httpServer });
  await app.prepare();
  return app.getRequestHandler();
}
