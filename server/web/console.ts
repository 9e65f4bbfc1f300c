import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { bodyTooLarge, FORM_TYPE } from '@/lib/api/body';
import { unsupported } from '@/lib/api/content-type';
import { refuse } from '@/lib/api/error-response';
import { AppError } from '@/lib/base/errors';
import type { Env } from '@/lib/runtime/env';
import { type Client, runWithClient } from '@/lib/runtime/request-client';
import { recordSecurityEvent } from '@/lib/security/record-security-event';
import { CLIENT_HEADER } from './console-client';
import { isConsoleHost } from './console-host';
import { isAuthEndpoint } from './console-paths';
import type { PageHandler } from './console-proxy';
import { isHost } from './host-header';
import { checkOrigin } from './origin';
import { type PageLimits, PageQueue } from './page-queue';
import { guardResponse, respondUnavailable } from './page-response';
import { refuseAction } from './refuse-action';
import { pathOf } from './request-target';
import { securityHeaders } from './security-headers';
import { BUSY, STARTING } from './unavailable-page';
import { writeResponse } from './write-response';

export type NextHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** How long a page waits for Next, before the response says that the console is starting. */
const START_WAIT_MS = 10_000;

/** Headers about the client and its URL. They reach Next from a trusted proxy only; else they are removed. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'forwarded'];
/** Headers that Next or a page trusts, and that no client may set. */
const INTERNAL = [
  'x-real-ip',
  'cf-connecting-ip',
  'x-nonce',
  'content-security-policy',
  'x-middleware-subrequest',
  CLIENT_HEADER,
  'x-postern-path',
];

/** `needed` of the error for another host. */
const CONSOLE_HOST = 'host of the console';

const NONCE_BYTES = 16;
const MAX_FORM_BYTES = 1024 * 1024;
/** For requests without a session and for sign-in: Next parses the body before the caller is known. */
const MAX_OPEN_FORM_BYTES = 64 * 1024;
const MAX_SIGN_IN_BYTES = 8 * 1024;

/**
 * Pages of one web process. Rendering uses one processor in any case, so few at the same time; as many wait as browsers of a
 * large installation open at once. One that waited longer would find that its reader has reloaded the page.
 */
const LIMITS: PageLimits = { concurrent: 8, waiting: 1_000, waitMs: 10_000 };

/**
 * Returns a listener that passes requests on to `pages`, after the checks and headers that Next leaves to its server, a limited
 * number at the same time. `pages`: the console process, or Next in this process once it is prepared.
 */
export function consoleListener(pages: PageHandler | Promise<NextHandler>, env: Env, limits = LIMITS) {
  const respond = typeof pages === 'function' ? pages : pageRenderer(pages);
  const queue = new PageQueue(limits);
  const publicUrl = new URL(env.POSTERN_URL ?? `http://localhost:${env.PORT}`);
  return async (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    client: Client,
    viaProxy: boolean,
  ): Promise<void> => {
    for (const name of viaProxy ? INTERNAL : [...INTERNAL, ...FORWARDED]) delete incoming.headers[name];
    const refusal = refusalOf(incoming, publicUrl);
    if (refusal) {
      recordForbidden(refusal, client);
      const isAction = incoming.headers['next-action'] !== undefined;
      const response = isAction ? refuseAction(refusal, client.requestId) : refuse(refusal, client.requestId);
      writeResponse(outgoing, response, 'close');
      return;
    }
    setPageHeaders(incoming, outgoing);
    // next-auth knows no HEAD. Node sends no body for a request that came as one.
    if (incoming.method === 'HEAD' && isAuthEndpoint(pathOf(incoming.url ?? '/'))) incoming.method = 'GET';
    const entry = await queue.enter(outgoing);
    if (entry === 'entered') await respond(incoming, outgoing, client);
    else if (entry === 'busy') respondUnavailable(incoming, outgoing, client, BUSY);
  };
}

/** Returns a handler that has pages rendered by Next in this process. */
export function pageRenderer(prepared: Promise<NextHandler>): PageHandler {
  return async (incoming, outgoing, client) => {
    guardResponse(incoming, outgoing, client);
    const next = await inTime(prepared);
    if (next) await runWithClient(client, () => next(incoming, outgoing));
    else respondUnavailable(incoming, outgoing, client, STARTING);
  };
}

/**
 * Returns the error for a request that must not reach Next, or null. Forms and actions send the session cookie, so a
 * request that changes something must come from our own pages; Next accepts one without Origin. A body must announce its
 * length, so that it is bounded.
 */
function refusalOf(incoming: IncomingMessage, publicUrl: URL): AppError | null {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') {
    return foreignHost(incoming, publicUrl) ?? unreadableQuery(incoming);
  }
  if (incoming.method !== 'POST') return foreignRequest(incoming, null);
  const verdict = checkOrigin(incoming.headers, publicUrl);
  if (!verdict.ok) return foreignRequest(incoming, verdict.detail);
  const wrongHost = foreignHost(incoming, publicUrl);
  if (wrongHost) return wrongHost;
  // Next compares Origin again, with this header, which a proxy may have set without the port.
  if (verdict.origin) incoming.headers['x-forwarded-host'] = verdict.origin.host;
  if (incoming.headers['transfer-encoding'] !== undefined) {
    return new AppError('invalid_request', 'Send a Content-Length.');
  }
  const wrongType = unreadableForm(incoming);
  if (wrongType) return wrongType;
  const maxBytes = maxFormBytes(incoming);
  return Number(incoming.headers['content-length'] ?? 0) > maxBytes ? bodyTooLarge(maxBytes) : null;
}

/**
 * Returns the error for a console that is opened at a host that it is not served at. A trusted proxy reports the browser's
 * host in X-Forwarded-Host; otherwise that header was removed.
 */
function foreignHost({ headers }: IncomingMessage, publicUrl: URL): AppError | null {
  const forwarded = headers['x-forwarded-host'];
  const host = typeof forwarded === 'string' ? forwarded : headers.host;
  if (isConsoleHost(host, publicUrl)) return null;
  const address = isHost(host ?? '') ? `${publicUrl.protocol}//${host}` : 'its address';
  return new AppError(
    'forbidden',
    `The console is not served at this host. Open it at the address in POSTERN_URL, or set POSTERN_URL=${address} and restart Postern.`,
    { needed: CONSOLE_HOST },
  );
}

/** Escaped control characters, which next-auth would put into the headers of its response. */
const ESCAPED_CONTROL = /%(?:[01][0-9a-f]|7f)/i;

function unreadableQuery({ url = '/' }: IncomingMessage): AppError | null {
  if (!isAuthEndpoint(pathOf(url)) || !ESCAPED_CONTROL.test(url)) return null;
  return new AppError('invalid_request', 'The query has an escaped control character. Remove it.');
}

/**
 * Returns the error for bodies that the console's pages never send, and that Next and next-auth answer with 500 when they
 * cannot be parsed: sign-in in any type but a form, and multipart bodies, which Next parses as forms of pages without scripts.
 */
function unreadableForm({ url = '/', headers }: IncomingMessage): AppError | null {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (isAuthEndpoint(pathOf(url))) return type === FORM_TYPE ? null : unsupported(`Send Content-Type: ${FORM_TYPE}.`);
  return type?.startsWith('multipart/') ? unsupported('Multipart bodies are not supported.') : null;
}

function maxFormBytes({ url = '/', headers }: IncomingMessage): number {
  if (isAuthEndpoint(pathOf(url))) return MAX_SIGN_IN_BYTES;
  return hasSessionCookie(headers) ? MAX_FORM_BYTES : MAX_OPEN_FORM_BYTES;
}

/** Whether the request has a session cookie (lib/auth/sign-in-options.ts), which may have ended. */
function hasSessionCookie({ cookie }: IncomingHttpHeaders): boolean {
  return cookie?.includes('postern-session-') === true;
}

/**
 * Headers that browsers send with a form or action of a page, and API clients do not. A cookie alone says nothing: load
 * balancers set their own for API clients, too.
 */
const BROWSER_HEADERS = ['origin', 'sec-fetch-site', 'next-action'];

/** Returns a 403 for a browser, and a 405 for an API client, which sends no Origin and no session, and used a wrong path. */
function foreignRequest(incoming: IncomingMessage, detail: string | null): AppError {
  const { headers } = incoming;
  const isBrowser = hasSessionCookie(headers) || BROWSER_HEADERS.some((name) => headers[name] !== undefined);
  if (detail !== null && (isBrowser || isAuthEndpoint(pathOf(incoming.url ?? '/')))) {
    return new AppError('forbidden', detail);
  }
  return new AppError('method_not_allowed', 'This is a page of the console. The paths of the API begin with /api/.', {
    headers: { allow: 'GET, HEAD' },
  });
}

function setPageHeaders(incoming: IncomingMessage, outgoing: ServerResponse): void {
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
  // Sign-in returns to this path: a layout of Next does not get the URL it is rendered for.
  incoming.headers['x-postern-path'] = incoming.url ?? '/';
  outgoing.setHeader('content-security-policy', policy);
  for (const [name, value] of Object.entries(securityHeaders())) outgoing.setHeader(name, value);
  outgoing.setHeader('x-frame-options', 'DENY');
  outgoing.setHeader('referrer-policy', 'same-origin');
  outgoing.setHeader('cross-origin-opener-policy', 'same-origin');
  outgoing.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()');
}

/** Attacks on browsers of signed-in users: forged requests, and names that resolve to this machine. */
function recordForbidden({ code, needed }: AppError, { ip }: Client): void {
  if (code === 'forbidden') recordSecurityEvent(needed === CONSOLE_HOST ? 'foreign_host' : 'forged_request', ip);
}

/** Returns null when Next is not prepared within START_WAIT_MS. */
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
