import * as z from 'zod';
import { type ErrorCode, HTTP_STATUS } from '../../base/errors';

export const errorCode = z.enum(Object.keys(HTTP_STATUS) as [ErrorCode, ...ErrorCode[]]);

/** A problem of one field: of the body by JSON Pointer (RFC 6901, as a URI fragment), or of a query parameter by name. */
export const fieldProblem = z.union([
  z.strictObject({ pointer: z.string(), detail: z.string() }),
  z.strictObject({ parameter: z.string(), detail: z.string() }),
]);
export type FieldProblem = z.output<typeof fieldProblem>;

/** Body of a refused API request: RFC 9457 with the stable `code` and, for invalid fields, one entry each. */
export const problemSchema = z.strictObject({
  /** The page of this installation that documents the code. */
  type: z.url(),
  title: z.string(),
  status: z.int(),
  code: errorCode,
  detail: z.string(),
  errors: z.array(fieldProblem).optional(),
  request_id: z.string().nullable(),
  /** Of `insufficient_credit`: the account's balance, what the messages cost, and the currency of both. */
  balance: z.string().optional(),
  price: z.string().optional(),
  currency: z.string().optional(),
});
export type Problem = z.output<typeof problemSchema>;

/** The server's own errors, and the limits of every request. Any endpoint can respond with them. */
export const COMMON_ERRORS = [
  'invalid_request',
  'body_too_large',
  'internal',
  'overloaded',
  'unavailable',
] as const satisfies ErrorCode[];

/** The errors of authenticating a key, whose credential may be in the query or the body, and of its permission. */
export const KEY_ERRORS = [
  'malformed_json',
  'unsupported_media_type',
  'invalid_fields',
  'unauthorized',
  'key_disabled',
  'key_expired',
  'clock_skew',
  'signature_incomplete',
  'weak_algorithm',
  'query_key_not_allowed',
  'ip_not_allowed',
  'missing_scope',
  'rate_limited',
] as const satisfies ErrorCode[];

/** The errors of a signed request that repeats an earlier one. */
export const REPLAY_ERRORS = ['conflict', 'nonce_reused'] as const satisfies ErrorCode[];

/** The errors of limits of messages, and of credit. */
export const LIMIT_ERRORS = [
  'destination_not_allowed',
  'recipient_limit',
  'no_price',
  'insufficient_credit',
] as const satisfies ErrorCode[];

/** The errors of an Idempotency-Key. */
export const IDEMPOTENCY_ERRORS = ['idempotency_key_in_use', 'idempotency_key_reused'] as const satisfies ErrorCode[];
