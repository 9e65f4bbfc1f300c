import { type AppError, HTTP_STATUS } from '../base/errors';
import { asUncommitted, toAppError } from '../database/translate-error';
import { apiMetrics } from '../metrics/api-metrics';
import { logger } from '../runtime/logger';
import type { ApiResponse } from './http';
import { type ProblemOptions, problemResponse } from './problem';

/** Returns the problem response for anything that an endpoint threw. Failures of the server are logged with their cause. */
export function errorResponse(error: unknown, method: string, requestId: string | null): ApiResponse {
  const isRead = method === 'GET' || method === 'HEAD';
  const appError = toAppError(isRead ? asUncommitted(error) : error);
  if (HTTP_STATUS[appError.code] >= 500) {
    logger().error({ err: appError.cause ?? appError, requestId }, 'API request failed');
  }
  return refuse(appError, requestId, { fieldsIn: isRead ? 'query' : 'body' });
}

/** Returns the problem response for `error` and counts it. */
export function refuse(error: AppError, requestId: string | null, options?: ProblemOptions): ApiResponse {
  apiMetrics().refused.inc({ code: error.code });
  return problemResponse(error, requestId, options);
}
