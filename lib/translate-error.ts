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

function isDatabaseDown(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false;
  const { code, message, cause, originalCode, errors } = error as Record<string, unknown>;
  for (const value of [code, originalCode]) {
    if (typeof value !== 'string') continue;
    if (CONNECTION_CODES.has(value) || PRISMA_DOWN.has(value)) return true;
    if (/^[0-9A-Z]{5}$/.test(value) && DATABASE_DOWN.test(value)) return true;
  }
  if (typeof message === 'string' && CONNECTION_MESSAGES.test(message)) return true;
  if (Array.isArray(errors) && errors.some((inner) => isDatabaseDown(inner, depth + 1))) return true;
  return isDatabaseDown(cause, depth + 1);
}

/** Field messages of a failed parse: the first per field, under the caller's field name. */
export function fieldErrors(error: ZodError): FieldErrors {
  const fields: FieldErrors = {};
  for (const issue of error.issues) {
    const name = issue.path.length > 0 ? issue.path.join('.') : 'body';
    fields[name] ??= issue.message;
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
  return new AppError('internal', 'Something failed on our side. It was logged; try again, then tell the operator.', {
    cause: error,
  });
}
