import { hash } from 'node:crypto';
import { publicUrl } from '../env';
import { AUTH_KEY, type Credential, credentialOf } from '../keys/credential';
import { MAX_SKEW_S, type SignedRequest } from '../keys/signature';
import type { SignatureMark } from '../messages/acceptance';
import type { ApiRequest } from './api-request';
import { parseFields } from './body';
import type { Client } from './client';

/** RFC 9110 §5.1. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** A request to the gate: what its signature covers, its credential, and its fields once somebody asks. */
export type KeyedRequest = {
  credential: Credential | null;
  /** The fields of the body, without the credential that may stand among them. Throws `unsupported_media_type`, `malformed_json`. */
  fields: () => unknown;
};

/** Reads the credential. The body is parsed first only when no header and no signature shows one. */
export function keyedRequest(request: ApiRequest, client: Client, body: Buffer): KeyedRequest {
  const signed: SignedRequest = {
    method: request.method,
    target: client.target,
    // Signatures name headers: what can be no header's name is one that was not sent.
    header: (name) => (FIELD_NAME.test(name) ? request.headers.get(name) : null),
    body,
    publicUrl,
  };
  const fields = () => parseFields(request.headers.get('content-type'), body);
  const credential = credentialOf(signed, () => (body.length === 0 ? undefined : quietly(fields)));
  return { credential, fields: () => withoutCredential(fields()) };
}

/** A body that cannot be read shows no key; that it cannot be read is said once the key is known. */
function quietly(fields: () => unknown): unknown {
  try {
    return fields();
  } catch {
    return undefined;
  }
}

/** What tells that a signed request is the same one again. Null for credentials that sign nothing. */
export function signatureMark(credential: Credential | null, nowMs: number): SignatureMark | null {
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

function withoutCredential(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, AUTH_KEY)) return fields;
  const { [AUTH_KEY]: _credential, ...rest } = fields as Record<string, unknown>;
  return rest;
}
