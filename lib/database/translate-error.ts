import { ZodError } from 'zod';
import { AppError, type FieldErrors, invalidFields, isAppError, MAX_PROBLEMS, UNREACHABLE_NOW } from '../base/errors';
import { shownName } from '../base/shown-name';
import { NOT_CONNECTED, READ_ONLY } from './not-connected';

/** How an error is recognized: codes of PostgreSQL, Node or Prisma, and messages of pg and pg-pool, which have no code. */
type ErrorPattern = { sqlState: RegExp; codes: ReadonlySet<string>; message: RegExp };

const NO_MESSAGE = /(?!)/;
/** The server is read-only: a standby, or a primary during a failover. */
const ONLY_READS: ErrorPattern = { sqlState: new RegExp(`^${READ_ONLY}$`), codes: new Set(), message: NO_MESSAGE };
/** SQLSTATE disk_full, and the operating system's error where the server passes it on. */
const DISK_FULL: ErrorPattern = {
  sqlState: /^53100$/,
  codes: new Set(['ENOSPC']),
  message: /no space left on device/i,
};
/** The database cannot serve now and executed nothing: no connection, no resources, shutting down. */
const UNREACHABLE: ErrorPattern = {
  sqlState: /^(08001|08004|53|57P01|57P03|58)/,
  codes: new Set([
    NOT_CONNECTED,
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    ...['P1000', 'P1001', 'P1002', 'P1003', 'P1010', 'P1011', 'P2024', 'P2028', 'P2037'],
  ]),
  message:
    /connect ENOENT|timeout exceeded when trying to connect|due to connection timeout|timeout expired|not queryable/i,
};
/** The connection broke during a statement, which may have been committed before the response was lost. */
const LOST: ErrorPattern = {
  sqlState: /^(08|57P0)/,
  codes: new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'P1008', 'P1017']),
  message: /connection terminated|query read timeout/i,
};
/** A statement took too long, or waited too long for a lock; the server rolled it back. */
const TOO_SLOW = new Set(['57014', '55P03']);
const RETRY_AFTER_S = 2;
/** A deadlock or serialization failure that rolled this transaction back: PostgreSQL's codes, and Prisma's. */
const CONTENTION = new Set(['40P01', '40001', 'P2034']);
/** Text that cannot be stored, such as a NUL. */
const BAD_TEXT = new Set(['22021', '22P05', '22P02']);

const ONLY_READS_NOW =
  'The database accepts no changes right now: it is read-only, or another server is taking over. Nothing was done; try again shortly.';
const DISK_FULL_NOW =
  'The disk of the database is full. Nothing was done; try again once the operator has freed space.';
/** Space is freed by an operator, or by housekeeping. */
const DISK_RETRY_AFTER_S = 30;

/** Yields codes and messages of an error and of its causes. */
function* codesAndMessages(error: unknown, depth = 0): Generator<{ code?: string; message?: string }> {
  if (typeof error !== 'object' || error === null || depth > 4) return;
  const { code, message, cause, originalCode, errors, meta } = error as Record<string, unknown>;
  for (const value of [code, originalCode]) if (typeof value === 'string') yield { code: value };
  if (typeof message === 'string') yield { message };
  for (const inner of Array.isArray(errors) ? errors : []) yield* codesAndMessages(inner, depth + 1);
  yield* codesAndMessages(cause, depth + 1);
  // Where Prisma stores the error of the database.
  yield* codesAndMessages((meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError, depth + 1);
}

function matches(error: unknown, pattern: ErrorPattern): boolean {
  return [...codesAndMessages(error)].some(({ code = '', message = '' }) => {
    if (pattern.codes.has(code) || pattern.message.test(message)) return true;
    return /^[0-9A-Z]{5}$/.test(code) && pattern.sqlState.test(code);
  });
}

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  return [...codesAndMessages(error)].some(({ code = '' }) => codes.has(code));
}

type FieldProblems = { fields: FieldErrors; stored: string; more: number };
type Issue = ZodError['issues'][number];

/** Returns the paths that an issue is about, at most `max`, and their number: an object may have many unknown fields. */
function pathsOf(issue: Issue, max: number): { paths: PropertyKey[][]; count: number } {
  if (issue.code !== 'unrecognized_keys') return { paths: max > 0 ? [issue.path] : [], count: 1 };
  return { paths: issue.keys.slice(0, max).map((key) => [...issue.path, key]), count: issue.keys.length };
}

/** Returns the number of fields that a failed parse is about, without formatting their messages. */
export function countProblems({ issues }: ZodError): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

/**
 * Returns the messages of a failed parse: the first per field, under the caller's field name, of at most `max` fields.
 * `stored` has no name from outside the schema: a body with a wrong Content-Type is one long field name.
 */
function fieldProblems(error: ZodError, max: number): FieldProblems {
  // The caller chooses the names: one of them may be __proto__.
  const fields: FieldErrors = Object.create(null);
  const stored = new Set<string>();
  let named = 0;
  let more = 0;
  for (const issue of error.issues) {
    const { paths, count } = pathsOf(issue, max - named);
    more += count - paths.length;
    for (const path of paths) {
      const field = path.length > 0 ? path.map((step) => shownName(String(step))).join('.') : 'body';
      if (field in fields) continue;
      fields[field] = issue.message;
      named++;
      stored.add(storedProblem(issue));
    }
  }
  return { fields, stored: [...stored].join(' '), more };
}

/** A schema whose message repeats input adds one that does not, as `params.stored`. */
function storedProblem(issue: Issue): string {
  const { stored } = (issue.code === 'custom' ? issue.params : undefined) ?? {};
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, '(unknown field)'] : issue.path;
  return `${path.length > 0 ? path.join('.') : 'body'}: ${typeof stored === 'string' ? stored : issue.message}`;
}

/** Returns a failed parse as `invalid_fields`, with the first `max` fields named. */
export function schemaError(error: ZodError, max = MAX_PROBLEMS): AppError {
  const { fields, ...rest } = fieldProblems(error, max);
  return invalidFields(fields, rest);
}

/**
 * Returns `error` of work that changes nothing, or whose transaction did not reach its COMMIT: even where the connection
 * broke, the outcome is known.
 */
export function asUncommitted(error: unknown): unknown {
  if (!isOutcomeUnknown(error)) return error;
  return new AppError('unavailable', BROKE_BEFORE_COMMIT, { retryAfterS: RETRY_AFTER_S, cause: error });
}

/** Returns whether what failed with `error` may have been committed: the connection broke during a statement. */
export function isOutcomeUnknown(error: unknown): boolean {
  return !isAppError(error) && !matches(error, UNREACHABLE) && matches(error, LOST);
}

const BROKE_BEFORE_COMMIT = 'The connection to the database broke. Nothing was done; try again.';

/** Returns any thrown value as an AppError. Unknown ones become `internal`, with the original as `cause` for the log. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  if (error instanceof ZodError) return schemaError(error);
  const unavailable = (message: string, retryAfterS = RETRY_AFTER_S) =>
    new AppError('unavailable', message, { retryAfterS, cause: error });
  if (matches(error, ONLY_READS)) return unavailable(ONLY_READS_NOW);
  if (matches(error, DISK_FULL)) return unavailable(DISK_FULL_NOW, DISK_RETRY_AFTER_S);
  if (matches(error, UNREACHABLE)) return unavailable(UNREACHABLE_NOW);
  if (matches(error, LOST)) {
    return unavailable(
      'The connection to the database broke, so it is not known whether this was done. Check before you repeat it; a request with an Idempotency-Key can just be repeated.',
    );
  }
  if (hasCode(error, TOO_SLOW)) return unavailable('The database took too long. Nothing was done; try again.');
  if (hasCode(error, CONTENTION)) {
    return unavailable('Other requests were changing the same record. Nothing was done; try again.', 1);
  }
  if (hasCode(error, BAD_TEXT)) {
    return new AppError(
      'invalid_request',
      'A text contains a character that cannot be stored, such as NUL. Remove it.',
      {
        cause: error,
      },
    );
  }
  return new AppError(
    'internal',
    'Something failed on the server. It was logged; try again, then contact the operator.',
    {
      cause: error,
    },
  );
}
