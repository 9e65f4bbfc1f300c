import { hash } from 'node:crypto';
import { AUTH_KEY, type Credential, credentialOf, requireNoOtherKey } from '../acceptance/authentication/credential';
import { MAX_SKEW_S, type SignedRequest } from '../acceptance/authentication/signature';
import type { SignatureRecord } from '../acceptance/commit-item';
import { publicUrl } from '../runtime/env';
import type { Client } from '../runtime/request-client';
import type { ApiRequest } from './api-request';
import { parseFields } from './body';
import { queryFields, queryValue } from './form';
import type { JsonLimits } from './json-text';

/** RFC 9110 §5.1. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** A request to the gate: what its signature covers, its credential, and its fields once somebody asks. */
export type KeyedRequest = {
  credential: Credential | null;
  /** The fields of the body, without the credential that may stand among them. Throws what `parseFields` throws. */
  fields: () => unknown;
};

/** Bytes of a body in which AUTH_KEY is searched for before the caller is known. */
const MAX_SEARCHED = 4 * 1024;

/** What a body may hold, and whether AUTH_KEY may stand in it or in the query. */
export type BodyRules = { mayHoldKey: boolean; limits: JsonLimits };

/** A list of 2,000 addresses or 1,000 recipients, and 10 pairs of metadata. */
export const SINGLE: BodyRules = { mayHoldKey: true, limits: { maxValues: 2_200, maxMembers: 100 } };
/** 1,000 messages with every field and 10 pairs of metadata each. Its credential stands in a header. */
export const BATCH: BodyRules = { mayHoldKey: false, limits: { maxValues: 30_000, maxMembers: 30_000 } };

/**
 * Reads the credential. The body is parsed first only when no header and no query has one, and AUTH_KEY stands in its
 * first 4 KiB. Throws `invalid_request` and `invalid_fields` for a request that can be read in two ways.
 */
export function keyedRequest(
  request: ApiRequest,
  client: Client,
  body: Buffer,
  { mayHoldKey, limits }: BodyRules = SINGLE,
): KeyedRequest {
  const signed: SignedRequest = {
    method: request.method,
    target: client.target,
    // Signatures name headers: what can be no header's name is one that was not sent.
    header: (name) => (FIELD_NAME.test(name) ? request.headers.get(name) : null),
    body,
    publicUrl,
  };
  const fields = () => parseFields(request, body, limits);
  const credential = credentialOf(signed, {
    query: () => (client.target.includes('?') ? queryKey(client.target, mayHoldKey) : null),
    body: () => (mayHoldKey ? fieldsWithKey(body, fields) : undefined),
  });
  return { credential, fields: () => (mayHoldKey ? withoutCredential(credential, fields()) : fields()) };
}

/** Parsed in any case: a query that cannot be read is refused wherever it stands. */
function queryKey(target: string, counts: boolean): string | null {
  const authKey = queryValue(target, AUTH_KEY);
  return counts ? authKey : null;
}

/**
 * The fields of a body that may contain AUTH_KEY. A body of up to 4 KiB is always parsed, because the name may be escaped.
 * Throws what `fields` throws where the name is visible; any other unreadable body counts as one without a key (401).
 */
function fieldsWithKey(body: Buffer, fields: () => unknown): unknown {
  if (body.length === 0) return undefined;
  const names = body.subarray(0, MAX_SEARCHED).includes(AUTH_KEY);
  if (!names && body.length > MAX_SEARCHED) return undefined;
  try {
    return fields();
  } catch (error) {
    if (names) throw error;
    return undefined;
  }
}

/** The parameters of the request's query without the credential that may stand among them. Throws `invalid_fields`. */
export function queryOfRequest({ target }: Client): Record<string, string> {
  const { [AUTH_KEY]: _credential, ...asked } = queryFields(target);
  return asked;
}

/** What tells that a signed request is the same one again. Null for credentials that sign nothing. */
export function signatureMark(credential: Credential | null, nowMs: number): SignatureRecord | null {
  if (credential?.kind !== 'hmac') return null;
  const { value, nonce } = credential.signature;
  const fingerprint = hash('sha256', value);
  return {
    digest: nonce === null ? fingerprint : hash('sha256', `nonce ${nonce}`),
    fingerprint,
    // A date may lie MAX_SKEW ahead, and the signature is good for as long after it.
    expiresAt: new Date(nowMs + 2 * MAX_SKEW_S * 1_000),
  };
}

function withoutCredential(credential: Credential | null, fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, AUTH_KEY)) return fields;
  requireNoOtherKey(credential, fields);
  const { [AUTH_KEY]: _credential, ...rest } = fields as Record<string, unknown>;
  return rest;
}
