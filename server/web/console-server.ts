import http from 'node:http';
import { logger } from '@/lib/runtime/logger';
import { type NextHandler, pageRenderer } from './console';
import { takeClient } from './console-client';

/** The web process accepts heads of 16 KiB, and adds headers of its own. */
const MAX_HEAD_BYTES = 32 * 1024;

/**
 * Creates the server of the console process. Only web processes may reach it: it trusts their checks and the client that they
 * pass on.
 */
export function createConsoleServer(prepared: Promise<NextHandler>): http.Server {
  const render = pageRenderer(prepared);
  const server = http.createServer(
    { maxHeaderSize: MAX_HEAD_BYTES, requireHostHeader: false },
    (incoming, outgoing) => {
      const client = takeClient(incoming.headers, incoming.url ?? '/');
      render(incoming, outgoing, client).catch((error: unknown) => {
        const level = incoming.destroyed ? 'debug' : 'error';
        logger()[level]({ err: error, requestId: client.requestId }, 'page failed');
        if (!outgoing.headersSent) outgoing.writeHead(500, { connection: 'close' });
        outgoing.end();
      });
    },
  );
  server.maxHeadersCount = 0;
  // The web process limits its clients. Idle connections to it stay open, so that none closes just as it is used again.
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  return server;
}
