import type { IncomingMessage, ServerResponse } from 'node:http';
import { toProblem } from '@/lib/api/problem';
import { AppError } from '@/lib/base/errors';
import { hadConnectionFailureSince } from '@/lib/database/connection-failures';
import { pingDatabase } from '@/lib/database/db';
import type { Client } from '@/lib/runtime/request-client';
import { DATABASE_AWAY, type Unavailable, unavailablePage } from './unavailable-page';

const STATUS = 503;
/** After which a page that is not answered yet has the database asked whether it answers. */
const SILENCE_MS = 1_000;

/** Headers that stay although the answer is another: they were set before Next was called. */
const KEPT = /^(content-security-policy|x-|referrer-policy|cross-origin-|permissions-policy|strict-transport-)/;

/**
 * Stands between Next and the response. An action decides on its status by `client`; and where Next failed while the
 * database was away, a page that says so replaces Next's empty 500.
 */
export function guardAnswer(incoming: IncomingMessage, outgoing: ServerResponse, client: Client): void {
  const sinceMs = performance.now();
  const { writeHead, write, end, flushHeaders } = outgoing;
  let isReplaced = false;
  let isAnswered = false;
  const mustReplace = (status: number): boolean => {
    isReplaced ||=
      isAnswered ||
      (status >= 500 && client.status === undefined && !outgoing.headersSent && hadConnectionFailureSince(sinceMs));
    return isReplaced;
  };
  const replace = () => {
    if (isAnswered) return;
    isAnswered = true;
    const guarded = { writeHead: outgoing.writeHead, write: outgoing.write, end: outgoing.end };
    Object.assign(outgoing, { writeHead, write, end });
    answerUnavailable(incoming, outgoing, client, DATABASE_AWAY);
    // What Next still writes goes nowhere.
    Object.assign(outgoing, guarded, { setHeader: () => outgoing, appendHeader: () => outgoing });
  };
  watchSilence(incoming, outgoing, replace);
  outgoing.writeHead = ((status: number, ...rest: unknown[]) => {
    if (mustReplace(status)) return outgoing;
    if (client.retryAfterS !== undefined) outgoing.setHeader('retry-after', String(client.retryAfterS));
    return (writeHead as (...args: unknown[]) => ServerResponse).call(outgoing, client.status ?? status, ...rest);
  }) as typeof writeHead;
  outgoing.flushHeaders = () => {
    if (!mustReplace(outgoing.statusCode)) flushHeaders.call(outgoing);
  };
  outgoing.write = ((...args: unknown[]) =>
    mustReplace(outgoing.statusCode) ||
    (write as (...all: unknown[]) => boolean).apply(outgoing, args)) as typeof write;
  outgoing.end = ((...args: unknown[]) => {
    if (!mustReplace(outgoing.statusCode)) {
      return (end as (...all: unknown[]) => ServerResponse).apply(outgoing, args);
    }
    replace();
    return outgoing;
  }) as typeof end;
}

/** A page whose statement gets no answer would wait for many seconds; whether the database answers at all shows sooner. */
function watchSilence(incoming: IncomingMessage, outgoing: ServerResponse, replace: () => void): void {
  // Whether anything else than a page was carried out is not known.
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') return;
  const timer = setTimeout(() => {
    pingDatabase().catch(() => {
      if (!outgoing.headersSent && !outgoing.destroyed) replace();
    });
  }, SILENCE_MS);
  outgoing.once('close', () => clearTimeout(timer));
}

/** Answers 503: with a page where one is asked for, else with problem+json. */
export function answerUnavailable(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  client: Client,
  what: Unavailable,
): void {
  for (const name of outgoing.getHeaderNames()) if (!KEPT.test(name)) outgoing.removeHeader(name);
  const isPage = /text\/html|\*\/\*/.test(incoming.headers.accept ?? '') && !incoming.url?.startsWith('/api/');
  const error = new AppError('unavailable', `${what.title}. ${what.words}`, { retryAfterS: what.retryAfterS });
  const body = isPage
    ? unavailablePage(what, String(incoming.headers['x-nonce'] ?? ''))
    : JSON.stringify(toProblem(error, client.requestId));
  outgoing.writeHead(STATUS, {
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/problem+json',
    'cache-control': 'no-store',
    'retry-after': String(what.retryAfterS),
    'content-length': Buffer.byteLength(body),
  });
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}
