import * as z from 'zod';
import type { Permission } from '../access/permissions';
import type { ErrorCode } from '../base/errors';
import { bodyTooLarge, MAX_BODY_BYTES } from './body';
import { errorResponse } from './error-response';
import { type ApiRequest, type ApiResponse, json } from './http';
import { COMMON_ERRORS, KEY_ERRORS } from './responses/problem';

/** What is declared of an endpoint: the router and the route handlers are made from it. */
export type Declaration = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its parameters in braces: `/api/sms/{id}`. */
  path: string;
  /** The largest body. 64 KiB unless declared. */
  maxBytes?: number;
  /** The permission that the API key needs. Null for an endpoint that takes no key: every web process serves it. */
  permission: Permission | null;
  /** Schemas of the request. The messages of a batch have schemas of their own. */
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Status of the response when nothing is refused, and the schema of its body as JSON. */
  status: number;
  response: z.ZodType;
  /** Codes of the errors that this endpoint can respond with, apart from those of all endpoints and of all keys. */
  errors: readonly ErrorCode[];
};

/** The body of a response, as an object to send as JSON or as text of the content type in `headers`. */
export type Result = {
  body: object | string;
  headers?: Record<string, string>;
  /** A status other than the declared one, for an endpoint whose user chooses it. */
  status?: number;
};

/** An endpoint. Its `errors` are complete. */
export type Endpoint = Omit<Declaration, 'maxBytes'> & {
  maxBytes: number;
  /** Answers a request whose path has the values `params`. Never throws: every error is a problem+json response. */
  respond: (request: ApiRequest, params: Record<string, string>) => Promise<ApiResponse>;
};

/** Parameters of the paths that end in an id. Commands and queries answer `not_found` for one that is no UUID. */
export const idParams = z.object({ id: z.string() });

/** Declares an endpoint. `handle` throws an AppError to refuse the request. */
export function endpoint<Params = Record<string, never>>(
  declaration: Declaration & {
    params?: z.ZodType<Params>;
    handle: (request: ApiRequest, params: Params) => Promise<Result>;
  },
): Endpoint {
  const { handle, maxBytes = MAX_BODY_BYTES, ...declared } = declaration;
  const { params, permission, status } = declared;
  const errors = [...COMMON_ERRORS, ...(permission === null ? [] : KEY_ERRORS), ...declared.errors];

  async function respond(request: ApiRequest, pathValues: Record<string, string>): Promise<ApiResponse> {
    try {
      if (request.body.length > maxBytes) throw bodyTooLarge(maxBytes);
      const result = await handle(request, (params ? params.parse(pathValues) : pathValues) as Params);
      return withDeprecation(request, success(result.status ?? status, result));
    } catch (error) {
      return withDeprecation(request, errorResponse(error, request.method, request.client.requestId));
    }
  }

  return { ...declared, errors, maxBytes, respond };
}

function success(status: number, { body, headers = {} }: Result): ApiResponse {
  return typeof body === 'string' ? { status, headers, body } : json(status, body, headers);
}

const AUTH_KEY_IN_QUERY = /[?&]AUTH_KEY=/;
/** When keys in the query became deprecated here: with the first release (RFC 9745 requires a date). */
const QUERY_KEY_DEPRECATED = '@1795132800';

function withDeprecation({ target }: ApiRequest, response: ApiResponse): ApiResponse {
  if (!AUTH_KEY_IN_QUERY.test(target)) return response;
  return { ...response, headers: { ...response.headers, deprecation: QUERY_KEY_DEPRECATED } };
}
