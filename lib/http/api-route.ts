import { AppError, HTTP_STATUS } from '../errors';
import { logger } from '../logger';
import { gateMetrics } from '../metrics/gate';
import { toAppError } from '../translate-error';
import { type Client, clientOf } from './client';
import { problemResponse } from './problem';

/** What Next (and our own server) passes beside the request: the values of the path's [segments]. */
export type RouteContext = { params: Promise<Record<string, string>> };

export type ApiHandler = (request: Request, client: Client, params: Record<string, string>) => Promise<Response>;

const AUTH_KEY_IN_QUERY = /[?&]AUTH_KEY=/;
/** When keys in the query became deprecated here: always (RFC 9745 wants the date). */
const QUERY_KEY_DEPRECATED = '@1795132800';

/**
 * Wraps an API handler as a route handler: every error becomes one problem+json answer here and nowhere else. A request
 * that did not come through our server has no known client and is refused.
 */
export function apiRoute(handler: ApiHandler): (request: Request, context: RouteContext) => Promise<Response> {
  return async (request, context) => {
    const client = clientOf(request);
    const response = await answer(request, context, client);
    if (client && AUTH_KEY_IN_QUERY.test(client.target)) response.headers.set('deprecation', QUERY_KEY_DEPRECATED);
    return response;
  };

  async function answer(request: Request, context: RouteContext, client: Client | undefined): Promise<Response> {
    try {
      if (!client) throw new AppError('internal', "This process was not started through Postern's own web server.");
      return await handler(request, client, await context.params);
    } catch (error) {
      const appError = toAppError(error);
      gateMetrics().refused.inc({ code: appError.code });
      if (HTTP_STATUS[appError.code] >= 500) {
        logger().error({ err: appError.cause ?? appError, requestId: client?.requestId }, 'API request failed');
      }
      const fieldsIn = request.method === 'GET' || request.method === 'HEAD' ? 'query' : 'body';
      return problemResponse(appError, client?.requestId ?? null, { fieldsIn });
    }
  }
}
