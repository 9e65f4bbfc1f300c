import type { IncomingMessage, ServerResponse } from 'node:http';
import { toProblem } from '@/lib/api/problem';
import { AppError } from '@/lib/base/errors';
import { databaseFailureSince } from '@/lib/database/database-failures';
import type { Client } from '@/lib/runtime/request-client';
import { DATABASE_AWAY, DATABASE_SLOW, type Unavailable, unavailablePage } from './unavailable-page';

const STATUS = 503;
/** When a page that found the database unreachable gets its response at the latest. */
const ANSWER_LIMIT_MS = 1_800;

/** Headers that are kept when the response is replaced: they were set before Next was called. */
const KEPT = /^(content-security-policy|x-|referrer-policy|cross-origin-|permissions-policy|strict-transport-)/;

/**
 * Wraps the response that Next writes to: applies the status that an action set on `client`, and replaces Next's empty 500
 * by a page that explains it, where the database was unavailable or too slow.
 */
export function guardResponse(incoming: IncomingMessage, outgoing: ServerResponse, client: Client): void {
  const sinceMs = performance.now();
  const { writeHead, write, end, flushHeaders } = outgoing;
  let isReplaced = false;
  let isSent = false;
  const mustReplace = (status: number): boolean => {
    isReplaced ||=
      isSent ||
      (status >= 500 && client.status === undefined && !outgoing.headersSent && databaseFailureSince(sinceMs) !== null);
    return isReplaced;
  };
  const replace = () => {
    if (isSent) return;
    isSent = true;
    const guarded = { writeHead: outgoing.writeHead, write: outgoing.write, end: outgoing.end };
    Object.assign(outgoing, { writeHead, write, end });
    respondUnavailable(
      incoming,
      outgoing,
      client,
      databaseFailureSince(sinceMs) === 'slow' ? DATABASE_SLOW : DATABASE_AWAY,
    );
    // Discards what Next still writes.
    Object.assign(outgoing, guarded, { setHeader: () => outgoing, appendHeader: () => outgoing });
  };
  limitOutage(incoming, outgoing, sinceMs, replace);
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

/** A page may need the database again after its first failure, such as for its error page. */
function limitOutage(incoming: IncomingMessage, outgoing: ServerResponse, sinceMs: number, replace: () => void): void {
  // For any other method it is not known whether the change was made.
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') return;
  const timer = setTimeout(() => {
    const isAway = databaseFailureSince(sinceMs) === 'away';
    if (isAway && !outgoing.headersSent && !outgoing.destroyed) replace();
  }, ANSWER_LIMIT_MS);
  outgoing.once('close', () => clearTimeout(timer));
}

/** Responds with 503: a page where the client accepts HTML, else problem+json. */
export function respondUnavailable(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  client: Client,
  reason: Unavailable,
): void {
  for (const name of outgoing.getHeaderNames()) if (!KEPT.test(name)) outgoing.removeHeader(name);
  const isPage = /text\/html|\*\/\*/.test(incoming.headers.accept ?? '') && !incoming.url?.startsWith('/api/');
  const error = new AppError('unavailable', `${reason.title}. ${reason.text}`, { retryAfterS: reason.retryAfterS });
  const body = isPage
    ? unavailablePage(reason, String(incoming.headers['x-nonce'] ?? ''))
    : JSON.stringify(toProblem(error, client.requestId));
  outgoing.writeHead(STATUS, {
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/problem+json',
    'cache-control': 'no-store',
    'retry-after': String(reason.retryAfterS),
    'content-length': Buffer.byteLength(body),
  });
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}
