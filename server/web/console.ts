import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Env } from '@/lib/env';
import { AppError, HTTP_STATUS } from '@/lib/errors';
import { type Client, runAsClient } from '@/lib/http/client';
import { toProblem } from '@/lib/http/problem';
import { answerUnavailable, guardAnswer } from './page-answer';
import { STARTING } from './unavailable-page';

export type NextHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** How long a page waits for Next, before it says that the console is starting. */
const START_WAIT_MS = 10_000;

/** Headers that say who asked and where. A trusted proxy's count for Next; from anybody else they are taken off. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'forwarded'];
/** Headers that Next or a page would believe, and that nobody outside may set. */
const OURS = [
  'x-real-ip',
  'cf-connecting-ip',
  'x-nonce',
  'content-security-policy',
  'x-middleware-subrequest',
  'x-postern-path',
];

const NONCE_BYTES = 16;
const MAX_FORM_BYTES = 1024 * 1024;
const HSTS = 'max-age=31536000; includeSubDomains';

/** Passes a request to Next once that is prepared, with everything around it that Next leaves to the server in front. */
export function consoleListener(prepared: Promise<NextHandler>, env: Env) {
  const publicUrl = env.POSTERN_URL ? new URL(env.POSTERN_URL) : null;
  const https = publicUrl?.protocol === 'https:';
  return async (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    client: Client,
    viaProxy: boolean,
  ): Promise<void> => {
    for (const name of viaProxy ? OURS : [...OURS, ...FORWARDED]) delete incoming.headers[name];
    const refusal = refusalOf(incoming, publicUrl);
    if (refusal) {
      outgoing.writeHead(HTTP_STATUS[refusal.code], {
        'content-type': 'application/problem+json',
        connection: 'close',
      });
      outgoing.end(JSON.stringify(toProblem(refusal, client.requestId)));
      return;
    }
    setSecurityHeaders(incoming, outgoing, https);
    guardAnswer(incoming, outgoing, client);
    const next = await inTime(prepared);
    if (next) await runAsClient(client, () => next(incoming, outgoing));
    else answerUnavailable(incoming, outgoing, client, STARTING);
  };
}

/**
 * What never reaches Next. Forms and actions carry the session cookie, so a request that changes something must come
 * from our own pages: Next itself lets one without Origin pass. A body must announce its length, so that it is bounded.
 */
function refusalOf(incoming: IncomingMessage, publicUrl: URL | null): AppError | null {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return null;
  if (!isSameOrigin(incoming, publicUrl)) {
    return new AppError('forbidden', 'This request did not come from a page of this site.');
  }
  if (incoming.headers['transfer-encoding'] !== undefined) {
    return new AppError('invalid_request', 'Send a Content-Length.');
  }
  if (Number(incoming.headers['content-length'] ?? 0) > MAX_FORM_BYTES) {
    return new AppError('body_too_large', `The body may have at most ${MAX_FORM_BYTES} bytes.`);
  }
  return null;
}

function isSameOrigin(incoming: IncomingMessage, publicUrl: URL | null): boolean {
  const { origin, host } = incoming.headers;
  if (origin === undefined) return incoming.headers['sec-fetch-site'] === 'same-origin';
  if (publicUrl && origin === publicUrl.origin) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

function setSecurityHeaders(incoming: IncomingMessage, outgoing: ServerResponse, https: boolean): void {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  // Next reads the nonce for its own scripts from the request's policy; pages read x-nonce.
  incoming.headers['content-security-policy'] = policy;
  incoming.headers['x-nonce'] = nonce;
  // Where sign-in comes back to: a layout of Next does not learn the address it is shown at.
  incoming.headers['x-postern-path'] = incoming.url ?? '/';
  outgoing.setHeader('content-security-policy', policy);
  outgoing.setHeader('x-content-type-options', 'nosniff');
  outgoing.setHeader('x-frame-options', 'DENY');
  outgoing.setHeader('referrer-policy', 'same-origin');
  outgoing.setHeader('cross-origin-opener-policy', 'same-origin');
  outgoing.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  if (https) outgoing.setHeader('strict-transport-security', HSTS);
}

/** Null when Next takes longer than a person waits. */
async function inTime(prepared: Promise<NextHandler>): Promise<NextHandler | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), START_WAIT_MS);
  });
  try {
    return await Promise.race([prepared, limit]);
  } finally {
    clearTimeout(timer);
  }
}
