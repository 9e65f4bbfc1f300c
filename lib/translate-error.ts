import { ZodError } from 'zod';
import { AppError, type FieldErrors, invalidFields } from './errors';

/** SQLSTATE classes and codes that mean "the database cannot serve now": connection, resources, shutdown. */
const DATABASE_DOWN = /^(08|53|57P0|58)/;
/** Node's words for an unreachable server, Prisma's, and pg-pool's and pg's (which carry no code). */
const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
const PRISMA_DOWN = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
const CONNECTION_MESSAGES =
  /timeout exceeded when trying to connect|connection terminated|connection timeout|not queryable/i;
const RETRY_AFTER_S = 2;
/** Two transactions stood in each other's way, and this one was undone: PostgreSQL's codes, and Prisma's. */
const CONTENTION = new Set(['40P01', '40001', 'P2034']);
/** Text that cannot be stored, such as a NUL. */
const BAD_TEXT = new Set(['22021', '22P05', '22P02']);

/** What an error and those it was caused by say of themselves: codes, then messages. */
function* words(error: unknown, depth = 0): Generator<{ code?: string; message?: string }> {
  if (typeof error !== 'object' || error === null || depth > 4) return;
  const { code, message, cause, originalCode, errors } = error as Record<string, unknown>;
  for (const value of [code, originalCode]) if (typeof value === 'string') yield { code: value };
  if (typeof message === 'string') yield { message };
  for (const inner of Array.isArray(errors) ? errors : []) yield* words(inner, depth + 1);
  yield* words(cause, depth + 1);
}

function isDatabaseDown(error: unknown): boolean {
  return [...words(error)].some(({ code = '', message = '' }) => {
    if (CONNECTION_CODES.has(code) || PRISMA_DOWN.has(code)) return true;
    return (/^[0-9A-Z]{5}$/.test(code) && DATABASE_DOWN.test(code)) || CONNECTION_MESSAGES.test(message);
  });
}

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  return [...words(error)].some(({ code = '' }) => codes.has(code));
}

/** Field messages of a failed parse: the first per field, under the caller's field name. */
export function fieldErrors(error: ZodError): FieldErrors {
  // Names are the caller's: one of them may be __proto__.
  const fields: FieldErrors = Object.create(null);
  for (const issue of error.issues) {
    // An object may have several fields too many; each is named.
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths) fields[path.length > 0 ? path.join('.') : 'body'] ??= issue.message;
  }
  return fields;
}

/** Any thrown thing as the one typed error. Unknown ones become `internal`, with the original as `cause` for the log. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ZodError) return invalidFields(fieldErrors(error));
  if (isDatabaseDown(error)) {
    return new AppError(
      'unavailable',
      'The database cannot be reached right now. Nothing was done; try again shortly.',
      {
        retryAfterS: RETRY_AFTER_S,
        cause: error,
      },
    );
  }
  if (hasCode(error, CONTENTION)) {
    return new AppError('unavailable', 'Others were changing the same thing. Nothing was done; try again.', {
      retryAfterS: 1,
      cause: error,
    });
  }
  if (hasCode(error, BAD_TEXT)) {
    return new AppError(
      'invalid_request',
      'A text holds a character that cannot be stored, such as NUL. Take it out.',
      {
        cause: error,
      },
    );
  }
  return new AppError('internal', 'Something failed on our side. It was logged; try again, then tell the operator.', {
    cause: error,
  });
}
