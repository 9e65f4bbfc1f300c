import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { logger } from '@/lib/runtime/logger';
import type { Client } from '@/lib/runtime/request-client';
import { CLIENT_HEADER, clientHeader } from './console-client';
import { respondUnavailable } from './page-response';
import { INTERRUPTED, STARTING } from './unavailable-page';

/** Responds to a page request that passed the checks of the web server. */
export type PageHandler = (incoming: IncomingMessage, outgoing: ServerResponse, client: Client) => Promise<void>;

/** Headers of one connection (RFC 9110 §7.6.1), and those that the web process has answered itself. */
const HOP_BY_HOP = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['expect', 'http2-settings'],
]);
const NOT_LISTENING = ['ENOENT', 'ECONNREFUSED'];
/** A page that is opened while the console starts waits for it this long. */
const START_WAIT_MS = 10_000;
const RETRY_MS = 200;
/** Until the head of the response; then its place in the queue is free for others. */
const HEAD_LIMIT_MS = 120_000;

/** Open streams of events, each with the request to the console process. */
const streams = new Map<ServerResponse, http.ClientRequest>();

/** Ends all streams of events, which would delay the stop of this process: browsers open them again. */
export function endEventStreams(): void {
  for (const [outgoing, request] of streams) {
    request.destroy();
    outgoing.end();
  }
}

/** Returns a handler that has pages rendered by the console process, which listens on `socketPath`. */
export function consoleProxy(socketPath: string, startWaitMs = START_WAIT_MS): PageHandler {
  const agent = new http.Agent({ keepAlive: true });
  return async (incoming, outgoing, client) => {
    const untilMs = performance.now() + startWaitMs;
    const isRead = incoming.method === 'GET' || incoming.method === 'HEAD';
    const mayRetry = () => isRead && !outgoing.destroyed && performance.now() < untilMs;
    const exchange = { incoming, outgoing, client };
    while ((await request({ socketPath, agent }, exchange, mayRetry)) === 'retry') await sleep(RETRY_MS);
  };
}

/** Resolves when the response has ended, or with `retry` where the console does not listen yet and `mayRetry`. */
function request(
  to: { socketPath: string; agent: http.Agent },
  exchange: Exchange,
  mayRetry: () => boolean,
): Promise<'ended' | 'retry'> {
  const { incoming, outgoing, client } = exchange;
  return new Promise((resolve) => {
    const { method, url: path } = incoming;
    const headers = { ...endToEnd(incoming.headers), [CLIENT_HEADER]: clientHeader(client) };
    const sent = http.request({ ...to, method, path, headers, setHost: false });
    const limit = setTimeout(() => sent.destroy(new Error('no response in time')), HEAD_LIMIT_MS);
    const onClose = () => {
      clearTimeout(limit);
      streams.delete(outgoing);
      sent.destroy();
      resolve('ended');
    };
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (NOT_LISTENING.includes(error.code ?? '') && mayRetry()) {
        clearTimeout(limit);
        outgoing.off('close', onClose);
        resolve('retry');
      } else if (!outgoing.destroyed) respondToFailure(error, exchange);
    });
    sent.once('response', (response) => {
      clearTimeout(limit);
      passOn(response, outgoing);
      if (response.headers['content-type']?.startsWith('text/event-stream')) streams.set(outgoing, sent);
      // A body that is not read to its end makes the connection unusable for the next request.
      if (!incoming.complete) response.once('end', () => incoming.unpipe(sent));
    });
    outgoing.once('close', onClose);
    incoming.pipe(sent);
  });
}

function endToEnd(headers: IncomingHttpHeaders): http.OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !HOP_BY_HOP.has(name));
  const passed: http.OutgoingHttpHeaders = Object.fromEntries(kept);
  // The web server refuses all codings but this one.
  if (headers['transfer-encoding'] !== undefined) passed['transfer-encoding'] = 'chunked';
  return passed;
}

/** Passes head and body on as they arrive, in addition to the headers that are set already. */
function passOn(response: IncomingMessage, outgoing: ServerResponse): void {
  const headers = new Map<string, string[]>();
  for (let i = 0; i < response.rawHeaders.length; i += 2) {
    const name = (response.rawHeaders[i] as string).toLowerCase();
    if (HOP_BY_HOP.has(name)) continue;
    headers.set(name, [...(headers.get(name) ?? []), response.rawHeaders[i + 1] as string]);
  }
  for (const [name, [first = '', ...rest]] of headers)
    outgoing.setHeader(name, rest.length > 0 ? [first, ...rest] : first);
  if (!outgoing.req.complete) outgoing.setHeader('connection', 'close');
  outgoing.writeHead(response.statusCode ?? 502);
  // A stream of events may begin long before its first event.
  outgoing.flushHeaders();
  response.on('error', () => outgoing.writableEnded || outgoing.destroy());
  response.pipe(outgoing);
}

type Exchange = { incoming: IncomingMessage; outgoing: ServerResponse; client: Client };

function respondToFailure(error: NodeJS.ErrnoException, { incoming, outgoing, client }: Exchange): void {
  const isStarting = NOT_LISTENING.includes(error.code ?? '');
  logger()[isStarting ? 'debug' : 'warn']({ err: error, requestId: client.requestId }, 'the console did not respond');
  if (outgoing.headersSent) outgoing.destroy();
  else respondUnavailable(incoming, outgoing, client, isStarting ? STARTING : INTERRUPTED);
}
