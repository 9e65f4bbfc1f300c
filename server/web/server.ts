import http from 'node:http';
import type { Socket } from 'node:net';
import { refuse } from '@/lib/api/api-route';
import { AppError } from '@/lib/base/errors';
import { toAppError } from '@/lib/database/translate-error';
import { clientAddress, isInRanges, parsePeer } from '@/lib/network/address';
import type { Env } from '@/lib/runtime/env';
import { logger } from '@/lib/runtime/logger';
import type { Client } from '@/lib/runtime/request-client';
import { apiListener, sendHandler } from './api';
import { answerClientError, answerConnect, answerExpectation } from './client-error';
import { consoleListener, type NextHandler } from './console';
import { answererOf } from './console-paths';
import { HotPathServer } from './hot-path/hot-path-server';
import { requireSingleHeaders } from './repeated-header';
import { pathOf, readPath } from './request-target';
import { writeAnswer } from './write-answer';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the usual 60 s of a load balancer, so that it never reuses a connection we are closing. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

type Peer = { ip: string | null; trusted: boolean };
const PEER = Symbol('peer');
type PeerSocket = Socket & { [PEER]?: Peer };

let requestCount = 0;
/** Tells requests of different processes and starts apart; counting on is cheaper than drawing each at random. */
const REQUEST_PREFIX = `${Date.now().toString(36)}${process.pid.toString(36)}`;

/** The one HTTP server. `next` is null where this process serves no console, and may be prepared later. */
export function createWebServer(env: Env, next: Promise<NextHandler> | null): http.Server {
  const api = apiListener(env.POSTERN_ROLE !== 'console');
  const pages = next ? consoleListener(next, env) : null;
  const listener: http.RequestListener = (incoming, outgoing) => {
    const forwardedFor = incoming.headers['x-forwarded-for'];
    const { client, viaProxy } = identify(incoming.socket, incoming.url ?? '/', forwardedFor, env);
    const refusal = refusalOf(incoming);
    if (refusal) {
      writeAnswer(outgoing, refuse(refusal, client.requestId), 'close');
      return;
    }
    const answered =
      pages && isForConsole(incoming) ? pages(incoming, outgoing, client, viaProxy) : api(incoming, outgoing, client);
    answered.catch((error: unknown) => {
      // A client that went away in the middle is no failure of ours, and anybody can do it.
      const level = incoming.destroyed ? 'debug' : 'error';
      logger()[level]({ err: error, requestId: client.requestId }, 'request failed');
      if (!outgoing.headersSent) outgoing.writeHead(500, { connection: 'close' });
      outgoing.end();
    });
  };
  const server =
    env.POSTERN_ROLE === 'console'
      ? http.createServer({ requireHostHeader: false }, listener)
      : new HotPathServer(
          (request, socket) =>
            sendHandler.answer(
              request,
              identify(socket, request.target, request.get('x-forwarded-for') ?? undefined, env).client,
              {},
            ),
          { request: HEADERS_TIMEOUT_MS, keepAlive: KEEP_ALIVE_TIMEOUT_MS },
          listener,
        );
  // By default Node ignores header lines beyond 2,000; the size of the head is limited in any case.
  server.maxHeadersCount = 0;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  server.on('clientError', answerClientError);
  // Without a listener for `upgrade`, Node answers such a request as any other (RFC 9110 §7.8): HTTP clients offer `h2c`.
  server.on('connect', answerConnect);
  server.on('checkExpectation', answerExpectation);
  return server;
}

/** Requests that API and console could read differently: repeated headers and ambiguous paths. */
function refusalOf(incoming: http.IncomingMessage): AppError | null {
  try {
    requireSingleHeaders(incoming.rawHeaders);
    requireHost(incoming);
    readPath(incoming.url ?? '/');
    return null;
  } catch (error) {
    return toAppError(error);
  }
}

/** RFC 9112 §3.2. Node alone would refuse without a word. */
function requireHost({ headers, httpVersion }: http.IncomingMessage): void {
  if (headers.host === undefined && httpVersion !== '1.0') {
    throw new AppError('invalid_request', 'The header host is missing.');
  }
}

/** Unknown paths are answered by the API as problem+json, except to browsers, which get the console's 404 page. */
function isForConsole({ method = 'GET', url = '/', headers }: http.IncomingMessage): boolean {
  const answerer = answererOf(readPath(url), pathOf(url), method);
  const isRead = method === 'GET' || method === 'HEAD';
  if (answerer === 'page') return true;
  if (answerer === 'file') return isRead;
  const isBrowser = headers.accept?.includes('text/html') || headers.rsc !== undefined;
  return answerer === 'unknown' && isRead && isBrowser === true;
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
