import { type AppError, type ErrorCode, HTTP_STATUS } from '../errors';
import { json } from './respond';

const TITLES: Partial<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  429: 'Too many requests',
  500: 'Internal server error',
  503: 'Service unavailable',
};

/** Body of a refused API request: RFC 9457 with our stable `code` and, for bad fields, one entry each. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  errors?: { field: string; message: string }[];
  request_id: string | null;
};

/** The problem that tells of `error`. */
export function toProblem(error: AppError, requestId: string | null): Problem {
  const status = HTTP_STATUS[error.code];
  const problem: Problem = {
    type: `urn:postern:problem:${error.code}`,
    title: TITLES[status] ?? 'Error',
    status,
    code: error.code,
    detail: error.message,
    request_id: requestId,
  };
  if (error.fields) problem.errors = Object.entries(error.fields).map(([field, message]) => ({ field, message }));
  return problem;
}

/** The answer that tells of `error`, with the headers its status calls for. */
export function problemResponse(
  error: AppError,
  requestId: string | null,
  headers: Record<string, string> = {},
): Response {
  const extra: Record<string, string> = { 'content-type': 'application/problem+json', ...headers };
  if (error.retryAfterS !== undefined) extra['retry-after'] = String(error.retryAfterS);
  if (HTTP_STATUS[error.code] === 401) extra['www-authenticate'] ??= 'Bearer realm="Postern"';
  return json(HTTP_STATUS[error.code], toProblem(error, requestId), extra);
}
