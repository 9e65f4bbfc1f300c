import { AppError, HTTP_STATUS } from '../errors';
import { logger } from '../logger';
import { toAppError } from '../translate-error';
import { type Client, clientOf } from './client';
import { problemResponse } from './problem';

/** What Next (and our own server) passes beside the request: the values of the path's [segments]. */
export type RouteContext = { params: Promise<Record<string, string>> };

export type ApiHandler = (request: Request, client: Client, params: Record<string, string>) => Promise<Response>;

/** Largest body an API route reads. The web server refuses more before it is buffered; this holds behind Next, too. */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * Wraps an API handler as a route handler: every error becomes one problem+json answer here and nowhere else. A request
 * that did not come through our server has no known client and is refused.
 */
export function apiRoute(handler: ApiHandler): (request: Request, context: RouteContext) => Promise<Response> {
  return async (request, context) => {
    const client = clientOf(request);
    try {
      if (!client) throw new AppError('internal', 'This process was not started through Postern\'s own web server.');
      return await handler(request, client, await context.params);
    } catch (error) {
      const appError = toAppError(error);
      if (HTTP_STATUS[appError.code] >= 500) {
        logger().error({ err: appError.cause ?? appError, requestId: client?.requestId }, 'API request failed');
      }
      return problemResponse(appError, client?.requestId ?? null);
    }
  };
}

/**
 * The request's JSON body. Throws `unsupported_media_type`, `body_too_large`, `malformed_json`; what the value must be
 * is the schema's business.
 */
export async function jsonBody(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new AppError('unsupported_media_type', 'Send the message as JSON, with Content-Type: application/json.');
  }
  const text = await request.text();
  if (text.length > MAX_BODY_BYTES) throw bodyTooLarge();
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('malformed_json', 'The body is not valid JSON.');
  }
}

export function bodyTooLarge(): AppError {
  return new AppError('body_too_large', `The body may have at most ${MAX_BODY_BYTES} bytes.`);
}
