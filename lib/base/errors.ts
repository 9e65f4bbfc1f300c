import { withoutStackTraces } from './without-stack-traces';

/** Stable error codes with their HTTP statuses. Codes are part of the public API. */
export const HTTP_STATUS = {
  malformed_json: 400,
  invalid_request: 400,
  unauthorized: 401,
  key_disabled: 401,
  key_expired: 401,
  clock_skew: 401,
  signature_incomplete: 401,
  weak_algorithm: 401,
  query_key_not_allowed: 401,
  signed_out: 401,
  insufficient_credit: 402,
  forbidden: 403,
  ip_not_allowed: 403,
  missing_scope: 403,
  account_not_verified: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  nonce_reused: 409,
  idempotency_key_in_use: 409,
  not_cancellable: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  invalid_fields: 422,
  sender_not_approved: 422,
  no_route: 422,
  destination_not_allowed: 422,
  no_price: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  recipient_limit: 429,
  too_many_attempts: 429,
  internal: 500,
  unavailable: 503,
  overloaded: 503,
  invalid_configuration: 500,
} as const;

export type ErrorCode = keyof typeof HTTP_STATUS;

/** What is wrong with each field of the caller's input, by the caller's field names. */
export type FieldErrors = Record<string, string>;

const BRAND = Symbol.for('postern.app-error');

/**
 * The only error type thrown on purpose. `message` is safe to show to the caller; internal details go into `cause`, which
 * is logged and never part of a response. Each edge (action, route, worker, command line) translates it once.
 */
export class AppError extends Error {
  readonly [BRAND] = true;
  readonly fields?: FieldErrors;
  /** Seconds to wait before a retry. */
  readonly retryAfterS?: number;
  /** The missing permission. */
  readonly needed?: string;
  /** `message` without the caller's own input, safe to store. Absent where the two are the same. */
  readonly stored?: string;
  /** Headers that the API response must have. */
  readonly headers?: Record<string, string>;
  /** Further members of the problem response (RFC 9457 §3.2). */
  readonly members?: Record<string, string>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: {
      fields?: FieldErrors;
      retryAfterS?: number;
      needed?: string;
      stored?: string;
      headers?: Record<string, string>;
      members?: Record<string, string>;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    if (options.fields) this.fields = options.fields;
    if (options.retryAfterS !== undefined) this.retryAfterS = options.retryAfterS;
    if (options.needed) this.needed = options.needed;
    if (options.stored !== undefined) this.stored = options.stored;
    if (options.headers) this.headers = options.headers;
    if (options.members) this.members = options.members;
  }
}

/** Whether `error` is an AppError, of this copy of the module or of the one that Next bundles (process-singleton.ts). */
export function isAppError(error: unknown): error is AppError {
  return (error as { [BRAND]?: true } | null | undefined)?.[BRAND] === true;
}

/** Returns the 404 for a missing record and for one of another account: the two must not be distinguishable. */
export function notFound(noun: string): AppError {
  return new AppError('not_found', `There is no such ${noun}.`);
}

/** Problems named in one response: a request with thousands of them must not produce a response of megabytes. */
export const MAX_PROBLEMS = 20;

/**
 * Returns the error for invalid input. `fields` maps each invalid field to its fix; the first 20 are named. `more` counts
 * problems that `fields` leaves out. `stored` is the message without names that the caller chose.
 */
export function invalidFields(
  fields: FieldErrors,
  { more = 0, stored }: { more?: number; stored?: string } = {},
): AppError {
  const all = Object.keys(fields);
  const names = all.slice(0, MAX_PROBLEMS);
  const left = more + all.length - names.length;
  // The caller may choose the names, and one of them may be __proto__.
  const named: FieldErrors = Object.create(null);
  for (const name of names) named[name] = fields[name] as string;
  const rest = left > 0 ? ` Problems not named here: ${left.toLocaleString('en')}.` : '';
  const message = names.map((name) => `${name}: ${fields[name]}`).join(' ') + rest;
  // All 1,000 messages of a batch may be refused: stack traces would cost more than all checks together.
  return withoutStackTraces(
    () =>
      new AppError('invalid_fields', message, {
        fields: named,
        ...(stored !== undefined && { stored: stored + rest }),
      }),
  );
}

/** Shown wherever the database is unreachable. */
export const UNREACHABLE_NOW = 'The database cannot be reached right now. Nothing was done; try again shortly.';
