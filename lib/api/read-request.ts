import { AUTH_KEY, type Credential, credentialOf, requireNoOtherKey } from '../acceptance/authentication/credential';
import type { SignedRequest } from '../acceptance/authentication/signature';
import { publicUrl } from '../runtime/env';
import { parseFields } from './body';
import { queryFields, queryValue } from './form';
import type { ApiRequest } from './http';
import type { JsonLimits } from './json-text';

/** RFC 9110 §5.1. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Bytes of a body that are searched for AUTH_KEY before the request is authenticated. */
const MAX_SEARCHED = 4 * 1024;

/** Limits of a body, and whether AUTH_KEY may be in it or in the query. */
export type BodyRules = { mayHoldKey: boolean; limits: JsonLimits };

/** A list of 2,000 addresses or 1,000 recipients, and 10 pairs of metadata. */
const DEFAULT_RULES: BodyRules = { mayHoldKey: true, limits: { maxValues: 2_200, maxMembers: 100 } };

/**
 * Returns the credential of a request, or null. The body is parsed for it only when no header and no query has one, and
 * AUTH_KEY is in its first 4 KiB. Throws `invalid_request` and `invalid_fields` for an ambiguous request.
 */
export function readCredential(request: ApiRequest, rules = DEFAULT_RULES): Credential | null {
  const { method, target, headers, body } = request;
  const signed: SignedRequest = {
    method,
    target,
    // Signatures name headers; a name that no header can have counts as absent.
    header: (name) => (FIELD_NAME.test(name) ? headers.get(name) : null),
    body,
    publicUrl,
  };
  return credentialOf(signed, {
    query: () => (target.includes('?') ? queryKey(target, rules) : null),
    body: () => (rules.mayHoldKey ? fieldsWithKey(request, rules) : undefined),
  });
}

/** Parsed in any case, so that an unreadable query is refused at every endpoint. */
function queryKey(target: string, { mayHoldKey }: BodyRules): string | null {
  const authKey = queryValue(target, AUTH_KEY);
  return mayHoldKey ? authKey : null;
}

/**
 * Returns the fields of a body that may contain AUTH_KEY. A body of up to 4 KiB is always parsed, because the name may be
 * escaped. Throws what `parseFields` throws where the name is visible; any other unreadable body counts as one without a
 * key (401).
 */
function fieldsWithKey(request: ApiRequest, { limits }: BodyRules): unknown {
  const { body } = request;
  if (body.length === 0) return undefined;
  const isNamed = body.subarray(0, MAX_SEARCHED).includes(AUTH_KEY);
  if (!isNamed && body.length > MAX_SEARCHED) return undefined;
  try {
    return parseFields(request, limits);
  } catch (error) {
    if (isNamed) throw error;
    return undefined;
  }
}

/** Returns the fields of the body without the credential that may be among them. Throws what `parseFields` throws. */
export function readFields(request: ApiRequest, credential: Credential | null, rules = DEFAULT_RULES): unknown {
  const fields = parseFields(request, rules.limits);
  if (!rules.mayHoldKey) return fields;
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, AUTH_KEY)) return fields;
  requireNoOtherKey(credential, fields);
  const { [AUTH_KEY]: _credential, ...rest } = fields as Record<string, unknown>;
  return rest;
}

/** Returns the query's parameters without the credential that may be among them. Throws `invalid_fields`. */
export function readQuery({ target }: ApiRequest): Record<string, string> {
  const { [AUTH_KEY]: _credential, ...parameters } = queryFields(target);
  return parameters;
}
