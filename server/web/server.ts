import http from 'node:http';
import type { Socket } from 'node:net';
import { unsupported } from '@/lib/api/content-type';
import { sendMessage } from '@/lib/api/endpoints/send-message';
import { refuse } from '@/lib/api/error-response';
import { AppError } from '@/lib/base/errors';
import { toAppError } from '@/lib/database/translate-error';
import { clientAddress, isInRanges, parsePeer } from '@/lib/network/address';
import type { Env } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import type { Client } from '@/lib/runtime/request-client';
import { apiListener } from './api';
import { respondToClientError, respondToConnect, respondToExpectation } from './client-error';
import { consoleListener, type NextHandler } from './console';
import { handlerOf } from './console-paths';
import type { PageHandler } from './console-proxy';
import { isHost } from './host-header';
import { HotPathServer } from './hot-path/hot-path-server';
import { requireSingleHeaders } from './repeated-header';
import { pathOf, readPath } from './request-target';
import { securityHeaders } from './security-headers';
import { writeResponse } from './write-response';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the usual 60 s of a load balancer, so that it never reuses a connection we are closing. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

type Peer = { ip: string | null; trusted: boolean };
const PEER = Symbol('peer');
type PeerSocket = Socket & { [PEER]?: Peer };

let requestCount = 0;
/** Makes request ids unique over processes and restarts; a counter is cheaper than a random id. */
const REQUEST_PREFIX = `${Date.now().toString(36)}${process.pid.toString(36)}`;

/**
 * Creates the HTTP server. `console`: responds to pages, or Next's handler, which may be prepared later; null where this
 * process serves no console.
 */
export function createWebServer(env: Env, console: PageHandler | Promise<NextHandler> | null): http.Server {
  const api = apiListener(env.POSTERN_ROLE !== 'console');
  const pages = console ? consoleListener(console, env) : null;
  const listener: http.RequestListener = (incoming, outgoing) => {
    const forwardedFor = incoming.headers['x-forwarded-for'];
    const { client, viaProxy } = identify(incoming.socket, incoming.url ?? '/', forwardedFor, env);
    const refusal = refusalOf(incoming);
    if (refusal) {
      writeResponse(outgoing, refuse(refusal, client.requestId), 'close');
      return;
    }
    const handled =
      pages && isForConsole(incoming, env)
        ? pages(incoming, outgoing, client, viaProxy)
        : api(incoming, outgoing, client);
    handled.catch((error: unknown) => {
      // A client that disconnected is not a failure of the server, and any client can do it.
      const level = incoming.destroyed ? 'debug' : 'error';
      logger()[level]({ err: error, requestId: client.requestId }, 'request failed');
      if (!outgoing.headersSent) outgoing.writeHead(500, { ...securityHeaders(), connection: 'close' });
      outgoing.end();
    });
  };
  const server =
    env.POSTERN_ROLE === 'console'
      ? http.createServer({ requireHostHeader: false }, listener)
      : new HotPathServer(
          ({ method, target, headers, body }, socket) => {
            const { client } = identify(socket, target, headers.get('x-forwarded-for') ?? undefined, env);
            return sendMessage.respond({ method, target, headers, body, client }, {});
          },
          { request: HEADERS_TIMEOUT_MS, keepAlive: KEEP_ALIVE_TIMEOUT_MS },
          listener,
          securityHeaders(),
        );
  // By default Node drops header lines beyond 2,000; the size of the head is limited in any case.
  server.maxHeadersCount = 0;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  server.on('clientError', respondToClientError);
  // Without a listener for `upgrade`, Node handles such a request like any other (RFC 9110 §7.8): HTTP clients offer `h2c`.
  server.on('connect', respondToConnect);
  server.on('checkExpectation', respondToExpectation);
  return server;
}

/** Returns the error for a request that API and console could parse differently (repeated headers, ambiguous paths), or null. */
function refusalOf(incoming: http.IncomingMessage): AppError | null {
  try {
    requireSingleHeaders(incoming.rawHeaders);
    requireHost(incoming);
    requireChunked(incoming.headers['transfer-encoding']);
    readPath(incoming.url ?? '/');
    return null;
  } catch (error) {
    return toAppError(error);
  }
}

/**
 * RFC 9112 §3.2. Node alone would refuse with an empty response, and accept any value. An empty one is for targets without an
 * authority, of which HTTP has none here.
 */
function requireHost({ headers: { host }, httpVersion }: http.IncomingMessage): void {
  if (host === undefined && httpVersion !== '1.0') throw new AppError('invalid_request', 'The header host is missing.');
  if (host === undefined || isHost(host)) return;
  throw new AppError('invalid_request', 'The header host must be one host name or address, with or without a port.');
}

/** Node's parser leaves the other codings of RFC 9112 §7 in the body. */
function requireChunked(transferEncoding: string | undefined): void {
  if (transferEncoding === undefined || transferEncoding.trim().toLowerCase() === 'chunked') return;
  throw unsupported('Send the body with Transfer-Encoding: chunked alone, or with a Content-Length.');
}

/** Unknown paths are answered by the API with problem+json, except for browsers, which get the console's 404 page. */
function isForConsole({ method = 'GET', url = '/', headers }: http.IncomingMessage, env: Env): boolean {
  const asked = { path: readPath(url), sent: pathOf(url), method };
  const handler = handlerOf(asked, env.OIDC_ISSUER !== undefined);
  const isRead = method === 'GET' || method === 'HEAD';
  if (handler === 'page') return true;
  if (handler === 'file') return isRead;
  const isBrowser = headers.accept?.includes('text/html') || headers.rsc !== undefined;
  return handler === 'unknown' && isRead && isBrowser === true;
}

function identify(
  socket: PeerSocket,
  target: string,
  header: string | string[] | undefined,
  env: Env,
): { client: Client; viaProxy: boolean } {
  socket[PEER] ??= describePeer(socket.remoteAddress, env);
  const peer = socket[PEER];
  const requestId = `${REQUEST_PREFIX}-${(++requestCount).toString(36)}`;
  if (!peer.trusted) return { client: { ip: peer.ip, requestId, target }, viaProxy: false };
  const forwardedFor = Array.isArray(header) ? header.join(', ') : header;
  const ip = clientAddress(socket.remoteAddress, forwardedFor, env.TRUSTED_PROXIES);
  return { client: { ip, requestId, target }, viaProxy: true };
}

function describePeer(address: string | undefined, env: Env): Peer {
  const parsed = parsePeer(address);
  return { ip: parsed?.toString() ?? null, trusted: parsed !== null && isInRanges(parsed, env.TRUSTED_PROXIES) };
}
