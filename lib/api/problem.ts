import { type AppError, type FieldErrors, HTTP_STATUS } from '../base/errors';
import { routes } from '../base/routes';
import { publicUrl } from '../runtime/env';
import type { ApiResponse } from './http';
import { json } from './http';
import type { FieldProblem, Problem } from './responses/problem';

const TITLES: Partial<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  402: 'Payment required',
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

/** Where the fields that an error names are in the request. */
export type FieldsIn = 'body' | 'query';

export type ProblemOptions = { headers?: Record<string, string>; fieldsIn?: FieldsIn };

/** Returns the body of the response to `error`. */
export function toProblem(error: AppError, requestId: string | null, fieldsIn: FieldsIn = 'body'): Problem {
  const status = HTTP_STATUS[error.code];
  const problem: Problem = {
    type: `${publicUrl()}${routes.errorCode(error.code)}`,
    title: TITLES[status] ?? 'Error',
    status,
    code: error.code,
    detail: error.message,
    request_id: requestId,
    ...error.members,
  };
  if (error.fields) problem.errors = fieldProblems(error.fields, fieldsIn);
  return problem;
}

/** Returns one entry per invalid field; `within` is the path of the object in the body that has the fields. */
export function fieldProblems(fields: FieldErrors, fieldsIn: FieldsIn, within?: string): FieldProblem[] {
  return Object.entries(fields).map(([field, detail]) => {
    if (fieldsIn === 'query') return { parameter: field, detail };
    const path = within === undefined ? field : field === 'body' ? within : `${within}.${field}`;
    return { pointer: pointerTo(path), detail };
  });
}

/** Converts the path of a field (`messages.3.to`; `body` is the whole) to a pointer (`#/messages/3/to`; `#`). */
function pointerTo(field: string): string {
  if (field === 'body') return '#';
  const steps = field
    .split('.')
    .map((step) => encodeURI(step.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')));
  return `#/${steps.join('/')}`;
}

/** Returns the response to `error`, with the headers that its status requires. */
export function problemResponse(
  error: AppError,
  requestId: string | null,
  { headers = {}, fieldsIn }: ProblemOptions = {},
): ApiResponse {
  const extra: Record<string, string> = { 'content-type': 'application/problem+json', ...error.headers, ...headers };
  if (error.retryAfterS !== undefined) extra['retry-after'] = String(error.retryAfterS);
  if (HTTP_STATUS[error.code] === 401) extra['www-authenticate'] ??= 'Bearer realm="Postern"';
  return json(HTTP_STATUS[error.code], toProblem(error, requestId, fieldsIn), extra);
}
