import { AppError, HTTP_STATUS } from '../base/errors';
import { nothingDone, toAppError } from '../database/translate-error';
import { gateMetrics } from '../metrics/gate';
import { logger } from '../runtime/logger';
import { type Client, currentClient } from '../runtime/request-client';
import type { ApiRequest, ApiResponse } from './api-request';
import { type ProblemOptions, problemResponse } from './problem';

type Params = Record<string, string>;

/** What Next passes beside the request: the values of the path's [segments]. */
export type RouteContext = { params: Promise<Params> };

export type ApiHandler = (request: ApiRequest, client: Client, params: Params) => Promise<ApiResponse>;

/** A route handler as Next knows it, and the same for the web server, which has no need of the platform's objects. */
export type ApiRoute = {
  (request: Request, context: RouteContext): Promise<Response>;
  /** Never throws: every error is a problem+json answer. */
  answer: (request: ApiRequest, client: Client, params: Params) => Promise<ApiResponse>;
};

const AUTH_KEY_IN_QUERY = /[?&]AUTH_KEY=/;
/** When keys in the query became deprecated here: always (RFC 9745 wants the date). */
const QUERY_KEY_DEPRECATED = '@1795132800';

/**
 * Wraps an API handler as a route handler: every error becomes one problem+json answer here and nowhere else. A request
 * that did not come through our server has no known client and is refused.
 */
export function apiRoute(handler: ApiHandler): ApiRoute {
  async function answer(request: ApiRequest, client: Client | undefined, params: Params): Promise<ApiResponse> {
    try {
      if (!client) throw new AppError('internal', "This process was not started through Postern's own web server.");
      const given = await handler(request, client, params);
      return AUTH_KEY_IN_QUERY.test(client.target) ? deprecated(given) : given;
    } catch (error) {
      const problem = refusal(error, request, client);
      return client && AUTH_KEY_IN_QUERY.test(client.target) ? deprecated(problem) : problem;
    }
  }
  const route = async (request: Request, context: RouteContext): Promise<Response> => {
    const { body, status, headers } = await answer(request, currentClient(), await context.params);
    return new Response(body, { status, headers });
  };
  return Object.assign(route, { answer });
}

/** The answer that tells of `error`, counted. */
export function refuse(error: AppError, requestId: string | null, options?: ProblemOptions): ApiResponse {
  gateMetrics().refused.inc({ code: error.code });
  return problemResponse(error, requestId, options);
}

function refusal(error: unknown, request: ApiRequest, client: Client | undefined): ApiResponse {
  const onlyReads = request.method === 'GET' || request.method === 'HEAD';
  const appError = toAppError(onlyReads ? nothingDone(error) : error);
  if (HTTP_STATUS[appError.code] >= 500) {
    logger().error({ err: appError.cause ?? appError, requestId: client?.requestId }, 'API request failed');
  }
  return refuse(appError, client?.requestId ?? null, { fieldsIn: onlyReads ? 'query' : 'body' });
}

function deprecated(given: ApiResponse): ApiResponse {
  return { ...given, headers: { ...given.headers, deprecation: QUERY_KEY_DEPRECATED } };
}
