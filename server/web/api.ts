import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyTooLarge, MAX_BODY_BYTES } from '@/lib/api/body';
import type { Endpoint } from '@/lib/api/endpoint';
import { ENDPOINTS } from '@/lib/api/endpoints';
import { refuse } from '@/lib/api/error-response';
import type { ApiResponse } from '@/lib/api/http';
import { AppError } from '@/lib/base/errors';
import type { Client } from '@/lib/runtime/request-client';
import { readBody } from './body';
import { NodeRequest } from './node-request';
import { writeResponse } from './write-response';

/** The endpoints of one path, by method. */
type Route = { pattern: RegExp; endpoints: Map<string, Endpoint>; maxBytes: number };

/**
 * Answers API requests by the endpoints of lib/api, without Next and without the platform's Request and Response: the same
 * functions at ten times the throughput. A process that does not serve the API answers only endpoints that take no key:
 * health and metrics.
 */
export function apiListener(
  servesApi: boolean,
): (incoming: IncomingMessage, outgoing: ServerResponse, client: Client) => Promise<void> {
  const routes = routesOf(ENDPOINTS.filter(({ permission }) => servesApi || permission === null));
  return async (incoming, outgoing, client) => {
    const method = incoming.method ?? 'GET';
    const mayHaveBody = method !== 'GET' && method !== 'HEAD';
    const { route, params } = findRoute(routes, incoming.url ?? '/');
    const endpoint = route?.endpoints.get(method === 'HEAD' ? 'GET' : method);
    const maxBytes = route?.maxBytes ?? MAX_BODY_BYTES;
    const body = mayHaveBody ? await readBody(incoming, maxBytes) : NO_BODY;
    // Answered before the body has arrived: the connection cannot be used again.
    const connection = body === null ? 'close' : undefined;
    if (!endpoint) writeResponse(outgoing, withoutEndpoint(route, incoming, client), connection);
    else if (body === null) writeResponse(outgoing, refuse(bodyTooLarge(maxBytes), client.requestId), connection);
    else writeResponse(outgoing, await endpoint.respond(new NodeRequest(incoming, body, client), params));
  };
}

const NO_BODY = Buffer.alloc(0);
const NO_PARAMS = {};

/** Groups endpoints by path, in their order. */
function routesOf(endpoints: readonly Endpoint[]): Route[] {
  const routes = new Map<string, Route>();
  for (const endpoint of endpoints) {
    const { path, method, maxBytes } = endpoint;
    const route = routes.get(path) ?? { pattern: patternOf(path), endpoints: new Map(), maxBytes };
    route.endpoints.set(method, endpoint);
    route.maxBytes = Math.max(route.maxBytes, maxBytes);
    routes.set(path, route);
  }
  return [...routes.values()];
}

/** `/api/sms/{id}` as a pattern whose groups are the parameters. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
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

/** RFC 9110 §9.3.7: `OPTIONS *` asks for the server as a whole. */
export const ALL_METHODS = 'GET, HEAD, POST, PATCH, DELETE';

function withoutEndpoint(
  route: Route | undefined,
  { method, url }: IncomingMessage,
  { requestId }: Client,
): ApiResponse {
  if (method === 'OPTIONS' && (route || url === '*')) {
    return { status: 204, headers: { allow: route ? allowOf(route) : ALL_METHODS }, body: '' };
  }
  if (!route) return refuse(new AppError('not_found', NO_SUCH_PATH), requestId);
  const allow = allowOf(route);
  const error = new AppError('method_not_allowed', `This path accepts ${allow}.`);
  return refuse(error, requestId, { headers: { allow } });
}

const NO_SUCH_PATH = 'There is no such API path. The paths begin with /api/ in small letters; see the API reference.';

/** The methods of a path for the header Allow. HEAD is answered wherever GET is. */
function allowOf({ endpoints }: Route): string {
  return [...endpoints.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
}
