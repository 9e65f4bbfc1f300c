import type { IncomingMessage, ServerResponse } from 'node:http';
import * as live from '@/app/api/health/live/route';
import * as ready from '@/app/api/health/ready/route';
import * as rotation from '@/app/api/keys/[id]/rotate/route';
import * as key from '@/app/api/keys/[id]/route';
import * as keys from '@/app/api/keys/route';
import * as message from '@/app/api/sms/[id]/route';
import * as batch from '@/app/api/sms/batch/route';
import * as messages from '@/app/api/sms/route';
import * as metrics from '@/app/metrics/route';
import type { ApiResponse } from '@/lib/api/api-request';
import { type ApiRoute, refuse } from '@/lib/api/api-route';
import { bodyTooLarge, MAX_BATCH_BYTES, MAX_BODY_BYTES } from '@/lib/api/body';
import { AppError } from '@/lib/base/errors';
import type { Client } from '@/lib/runtime/request-client';
import { readBody } from './body';
import { DirectRequest } from './direct-request';
import { writeAnswer } from './write-answer';

type Route = { pattern: RegExp; handlers: Record<string, ApiRoute>; maxBytes?: number };

/** What answers POST /api/sms, wherever it was read. */
export const sendHandler: ApiRoute = messages.POST;

const EVERYWHERE: Route[] = [
  { pattern: /^\/api\/health\/live$/, handlers: { ...live } },
  { pattern: /^\/api\/health\/ready$/, handlers: { ...ready } },
  { pattern: /^\/metrics$/, handlers: { ...metrics } },
];
const GATE: Route[] = [
  { pattern: /^\/api\/sms$/, handlers: { ...messages } },
  { pattern: /^\/api\/sms\/batch$/, handlers: { ...batch }, maxBytes: MAX_BATCH_BYTES },
  { pattern: /^\/api\/sms\/(?<id>[^/]+)$/, handlers: { ...message } },
  { pattern: /^\/api\/keys$/, handlers: { ...keys } },
  { pattern: /^\/api\/keys\/(?<id>[^/]+)$/, handlers: { ...key } },
  { pattern: /^\/api\/keys\/(?<id>[^/]+)\/rotate$/, handlers: { ...rotation } },
];

/**
 * Answers API requests by calling the handlers that app/api exports, without Next in between and without the platform's
 * Request and Response: the same function, at ten times the throughput. `gate` says whether this process serves the API
 * proper or only its health and metrics.
 */
export function apiListener(
  gate: boolean,
): (incoming: IncomingMessage, outgoing: ServerResponse, client: Client) => Promise<void> {
  const routes = gate ? [...GATE, ...EVERYWHERE] : EVERYWHERE;
  return async (incoming, outgoing, client) => {
    const method = incoming.method ?? 'GET';
    const mayHaveBody = method !== 'GET' && method !== 'HEAD';
    const { route, params } = findRoute(routes, incoming.url ?? '/');
    const handler = route?.handlers[method === 'HEAD' ? 'GET' : method];
    const maxBytes = route?.maxBytes ?? MAX_BODY_BYTES;
    const body = mayHaveBody ? await readBody(incoming, maxBytes) : undefined;
    // Answered before the body has come: the connection cannot be used again.
    const connection = body === null ? 'close' : undefined;
    if (!handler) writeAnswer(outgoing, withoutHandler(route, incoming, client), connection);
    else if (body === null) writeAnswer(outgoing, refuse(bodyTooLarge(maxBytes), client.requestId), connection);
    else writeAnswer(outgoing, await handler.answer(new DirectRequest(incoming, body), client, params));
  };
}

function findRoute(routes: Route[], url: string): { route: Route | undefined; params: Record<string, string> } {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  for (const route of routes) {
    const match = route.pattern.exec(path);
    if (match) return { route, params: match.groups ?? NO_PARAMS };
  }
  return { route: undefined, params: NO_PARAMS };
}

const NO_PARAMS = {};

/** RFC 9110 §9.3.7: `OPTIONS *` asks for the server as a whole. */
const ALL_METHODS = 'GET, HEAD, POST, PATCH, DELETE';

function withoutHandler(
  route: Route | undefined,
  { method, url }: IncomingMessage,
  { requestId }: Client,
): ApiResponse {
  if (method === 'OPTIONS' && (route || url === '*')) {
    return { status: 204, headers: { allow: route ? allowOf(route) : ALL_METHODS }, body: '' };
  }
  if (!route) return refuse(new AppError('not_found', NO_SUCH_PATH), requestId);
  const allow = allowOf(route);
  const error = new AppError('method_not_allowed', `This path takes ${allow}.`);
  return refuse(error, requestId, { headers: { allow } });
}

const NO_SUCH_PATH = 'There is no such API path. The paths begin with /api/ in small letters; see the API reference.';

/** HEAD is answered wherever GET is. */
function allowOf({ handlers }: Route): string {
  return Object.keys(handlers)
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    .join(', ');
}
