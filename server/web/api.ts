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
import { AppError } from '@/lib/errors';
import type { ApiAnswer } from '@/lib/http/api-request';
import { type ApiRoute, refuse } from '@/lib/http/api-route';
import { bodyTooLarge, MAX_BATCH_BYTES, MAX_BODY_BYTES } from '@/lib/http/body';
import type { Client } from '@/lib/http/client';
import { readBody } from './body';
import { DirectRequest } from './direct-request';

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
    const mayHaveBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const { route, params } = findRoute(routes, incoming.url ?? '/');
    const maxBytes = route?.maxBytes ?? MAX_BODY_BYTES;
    const body = mayHaveBody ? await readBody(incoming, maxBytes) : undefined;
    // Answered before the body has come: the connection cannot be used again.
    if (body === null) return write(outgoing, refuse(bodyTooLarge(maxBytes), client.requestId), 'close');
    const handler = route?.handlers[incoming.method === 'HEAD' ? 'GET' : (incoming.method ?? '')];
    if (handler) write(outgoing, await handler.answer(new DirectRequest(incoming, body), client, params));
    else write(outgoing, withoutHandler(route, client));
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

function withoutHandler(route: Route | undefined, { requestId }: Client): ApiAnswer {
  if (!route) return refuse(new AppError('not_found', 'There is no such API path.'), requestId);
  const allow = Object.keys(route.handlers).join(', ');
  const error = new AppError('method_not_allowed', `This path takes ${allow}.`);
  return refuse(error, requestId, { headers: { allow } });
}

/** Head and body in one piece: known length, one write. Node leaves the body away where the method has none. */
function write(outgoing: ServerResponse, { status, headers, body }: ApiAnswer, connection?: 'close'): void {
  headers['content-length'] = String(Buffer.byteLength(body));
  if (connection) headers.connection = connection;
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}
