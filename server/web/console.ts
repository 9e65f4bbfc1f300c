import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyTooLarge } from '@/lib/api/body';
import { refuse } from '@/lib/api/error-response';
import { refusedActionText } from '@/lib/api/refused-action';
import { AppError } from '@/lib/base/errors';
import type { Env } from '@/lib/runtime/env';
import { type Client, runAsClient } from '@/lib/runtime/request-client';
import { isAuthEndpoint } from './console-paths';
import { checkOrigin } from './origin';
import { answerUnavailable, guardAnswer } from './page-answer';
import { pathOf } from './request-target';
import { STARTING } from './unavailable-page';
import { writeResponse } from './write-response';

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
/** For requests without a session and for sign-in: Next parses the body before the caller is known. */
const MAX_OPEN_FORM_BYTES = 64 * 1024;
const MAX_SIGN_IN_BYTES = 8 * 1024;
const HSTS = 'max-age=31536000; includeSubDomains';

/** Passes a request to Next once that is prepared, with everything around it that Next leaves to the server in front. */
export function consoleListener(prepared: Promise<NextHandler>, env: Env) {
  const publicUrl = new URL(env.POSTERN_URL ?? `http://localhost:${env.PORT}`);
  const https = publicUrl.protocol === 'https:';
  return async (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    client: Client,
    viaProxy: boolean,
  ): Promise<void> => {
    for (const name of viaProxy ? OURS : [...OURS, ...FORWARDED]) delete incoming.headers[name];
    const refusal = refusalOf(incoming, publicUrl);
    if (refusal) {
      // Next hands the text of a refused action to the page that called it, if it is plain text.
      const isAction = incoming.headers['next-action'] !== undefined;
      const answer = refuse(refusal, client.requestId);
      if (isAction) {
        answer.headers['content-type'] = 'text/plain';
        answer.body = refusedActionText(refusal.message);
      }
      writeResponse(outgoing, answer, 'close');
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
function refusalOf(incoming: IncomingMessage, publicUrl: URL): AppError | null {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return null;
  if (incoming.method !== 'POST') return unwanted(incoming, null);
  const verdict = checkOrigin(incoming.headers, publicUrl);
  if (!verdict.ok) return unwanted(incoming, verdict.detail);
  // Next compares Origin once more, with this header, which a proxy may have set without the port.
  if (verdict.origin) incoming.headers['x-forwarded-host'] = verdict.origin.host;
  if (incoming.headers['transfer-encoding'] !== undefined) {
    return new AppError('invalid_request', 'Send a Content-Length.');
  }
  const maxBytes = maxFormBytes(incoming);
  return Number(incoming.headers['content-length'] ?? 0) > maxBytes ? bodyTooLarge(maxBytes) : null;
}

function maxFormBytes({ url = '/', headers }: IncomingMessage): number {
  if (isAuthEndpoint(pathOf(url))) return MAX_SIGN_IN_BYTES;
  return headers.cookie?.includes('postern-session-') ? MAX_FORM_BYTES : MAX_OPEN_FORM_BYTES;
}

/** Headers that browsers send with what a page posts, and API clients do not. */
const BROWSER_HEADERS = ['origin', 'sec-fetch-site', 'cookie', 'next-action'];

/** Both are refusals: 403 for a browser, 405 for an API client, which has no origin and needs the path of the API instead. */
function unwanted(incoming: IncomingMessage, detail: string | null): AppError {
  const isBrowser = BROWSER_HEADERS.some((name) => incoming.headers[name] !== undefined);
  if (detail !== null && (isBrowser || isAuthEndpoint(pathOf(incoming.url ?? '/')))) {
    return new AppError('forbidden', detail);
  }
  return new AppError('method_not_allowed', 'This is a page of the console. The paths of the API begin with /api/.', {
    headers: { allow: 'GET, HEAD' },
  });
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
