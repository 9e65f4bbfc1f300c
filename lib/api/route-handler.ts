import { AppError } from '../base/errors';
import { currentClient } from '../runtime/request-client';
import type { Endpoint } from './endpoint';
import { errorResponse } from './error-response';
import type { ApiResponse } from './http';

/** What Next passes beside the request: the values of the path's [segments]. */
type RouteContext = { params: Promise<Record<string, string>> };

/** Returns the endpoint as a route handler of Next. A request that did not come through our server is refused. */
export function routeHandler(endpoint: Endpoint): (request: Request, context: RouteContext) => Promise<Response> {
  return async (request, context) => {
    const { body, status, headers } = await respond(endpoint, request, await context.params);
    return new Response(body, { status, headers });
  };
}

async function respond(endpoint: Endpoint, request: Request, params: Record<string, string>): Promise<ApiResponse> {
  const { method, headers } = request;
  const client = currentClient();
  if (!client) {
    const error = new AppError('internal', "This process was not started through Postern's own web server.");
    return errorResponse(error, method, null);
  }
  const body = method === 'GET' || method === 'HEAD' ? EMPTY : Buffer.from(await request.arrayBuffer());
  return endpoint.respond({ method, target: client.target, headers, body, client }, params);
}

const EMPTY = Buffer.alloc(0);
