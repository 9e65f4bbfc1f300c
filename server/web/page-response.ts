import type { IncomingMessage, ServerResponse } from 'node:http';
import { toProblem } from '@/lib/api/problem';
import { AppError } from '@/lib/base/errors';
import type { Client } from '@/lib/runtime/request-client';
import { refuseAction } from './refuse-action';
import { DATABASE_AWAY, DATABASE_SLOW, type Unavailable, unavailablePage } from './unavailable-page';
import { writeResponse } from './write-response';

const STATUS = 503;
/** When a page that found the database unreachable gets its response at the latest. */
const ANSWER_LIMIT_MS = 1_800;

/** Headers that are kept when the response is replaced: they were set before Next was called. */
const KEPT = /^(content-security-policy|x-|referrer-policy|cross-origin-|permissions-policy|strict-transport-)/;

/**
 * Wraps the response that Next writes to: applies the status that an action set on `client`, and replaces Next's empty 500
 * where the database was unavailable or too slow, and where the arguments of an action could not be read.
 */
export function guardResponse(incoming: IncomingMessage, outgoing: ServerResponse, client: Client): void {
  const { writeHead, write, end, flushHeaders } = outgoing;
  let respondInstead: (() => void) | null = null;
  let isSent = false;
  const mustReplace = (status: number): boolean => {
    if (status >= 500 && client.status === undefined && !outgoing.headersSent) {
      respondInstead ??= replacementOf(incoming, outgoing, client);
    }
    return respondInstead !== null;
  };
  const replace = (respond: () => void) => {
    if (isSent) return;
    isSent = true;
    respondInstead = respond;
    const guarded = { writeHead: outgoing.writeHead, write: outgoing.write, end: outgoing.end };
    Object.assign(outgoing, { writeHead, write, end });
    respond();
    // Discards what Next still writes.
    Object.assign(outgoing, guarded, { setHeader: () => outgoing, appendHeader: () => outgoing });
  };
  limitOutage(incoming, outgoing, client, () => {
    replace(() => respondUnavailable(incoming, outgoing, client, DATABASE_AWAY));
  });
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
    if (respondInstead) replace(respondInstead);
    return outgoing;
  }) as typeof end;
}

const BAD_ARGUMENTS = 'The arguments of this action cannot be read. Reload the page and try again.';

/** Returns the response in place of Next's 500; null to keep that. */
function replacementOf(incoming: IncomingMessage, outgoing: ServerResponse, client: Client): (() => void) | null {
  const failure = client.databaseFailure;
  if (failure) {
    const reason = failure === 'slow' ? DATABASE_SLOW : DATABASE_AWAY;
    return () => respondUnavailable(incoming, outgoing, client, reason);
  }
  if (incoming.headers['next-action'] === undefined || client.isActionBegun) return null;
  return () => {
    removePageHeaders(outgoing);
    writeResponse(outgoing, refuseAction(new AppError('invalid_request', BAD_ARGUMENTS), client.requestId));
  };
}

/** A page may need the database again after its first failure, such as for its error page. */
function limitOutage(incoming: IncomingMessage, outgoing: ServerResponse, client: Client, replace: () => void): void {
  // For any other method it is not known whether the change was made.
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') return;
  const timer = setTimeout(() => {
    const isAway = client.databaseFailure === 'away';
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
  removePageHeaders(outgoing);
  const error = new AppError('unavailable', `${reason.title}. ${reason.text}`, { retryAfterS: reason.retryAfterS });
  if (incoming.headers['next-action'] !== undefined) {
    const refused = refuseAction(error, client.requestId);
    writeResponse(outgoing, { ...refused, headers: { ...refused.headers, 'cache-control': 'no-store' } });
    return;
  }
  const isPage = /text\/html|\*\/\*/.test(incoming.headers.accept ?? '') && !incoming.url?.startsWith('/api/');
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

function removePageHeaders(outgoing: ServerResponse): void {
  for (const name of outgoing.getHeaderNames()) if (!KEPT.test(name)) outgoing.removeHeader(name);
}
