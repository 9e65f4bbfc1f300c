import { AppError } from '../../base/errors';
import { isBlank } from '../../base/optional';
import { parseHmac } from './hmac';
import { parseMessageSignature } from './message-signature';
import type { ParsedSignature, SignedRequest } from './signature';
import { requireSingleSignature } from './single-signature';

/** The credential that a request presented. */
export type Credential =
  | { kind: 'auth'; authKey: string; via: 'header' | 'body' | 'query' }
  | { kind: 'basic'; keyId: string; secret: string }
  | { kind: 'hmac'; signature: ParsedSignature };

/** The parameter's name in msgclub's API, in body and query. */
export const AUTH_KEY = 'AUTH_KEY';

/** The sources of a key besides headers; each is read only when it is needed. */
export type OtherSources = {
  /** Returns AUTH_KEY of the query; null where it has none. */
  query: () => string | null;
  /** Returns the fields of the body. */
  body: () => unknown;
};

/** `source` is where it was found, for messages. */
type Found = { source: string; credential: Credential };

/**
 * Returns the request's credential: a signature, a header, the query's AUTH_KEY, or else the body's. Null without one; an
 * empty or blank one counts as absent. Throws `invalid_request` where two sources hold different credentials.
 */
export function credentialOf(request: SignedRequest, { query, body }: OtherSources): Credential | null {
  requireSingleSignature(request);
  const [first, ...others] = [
    messageSignature(request),
    authorization(request),
    apiKeyHeader(request),
    queryKey(query()),
  ].filter((found) => found !== null);
  if (!first) return bodyCredential(body());
  for (const other of others) requireSame(first, other);
  return first.credential;
}

/** Throws `invalid_request` where the body has an AUTH_KEY beside another credential, unless it is the same key. */
export function requireNoOtherKey(credential: Credential | null, fields: unknown): void {
  const inBody = bodyCredential(fields);
  if (credential && inBody) {
    requireSame(
      { source: 'a header or the query', credential },
      { source: `${AUTH_KEY} in the body`, credential: inBody },
    );
  }
}

function requireSame(one: Found, other: Found): void {
  const keys = [one, other].map(({ credential }) => (credential.kind === 'auth' ? credential.authKey : null));
  if (keys[0] !== null && keys[0] === keys[1]) return;
  throw ambiguous(
    `The request has two credentials, one in ${one.source} and one in ${other.source}. Send one of them.`,
  );
}

function ambiguous(message: string): AppError {
  return new AppError('invalid_request', message);
}

function messageSignature(request: SignedRequest): Found | null {
  const signature = parseMessageSignature(request);
  return signature && { source: 'Signature', credential: { kind: 'hmac', signature } };
}

/** Other schemes, such as a proxy's, are not credentials of this API. */
function authorization(request: SignedRequest): Found | null {
  const header = request.header('authorization');
  if (!header) return null;
  const bearer = /^Bearer +(\S+) *$/i.exec(header)?.[1];
  const signature = bearer ? null : parseHmac(request);
  const credential: Credential | null = bearer
    ? { kind: 'auth', authKey: bearer, via: 'header' }
    : signature
      ? { kind: 'hmac', signature }
      : parseBasic(header);
  return credential && { source: 'Authorization', credential };
}

function apiKeyHeader(request: SignedRequest): Found | null {
  const authKey = request.header('x-api-key')?.trim();
  return authKey ? { source: 'X-API-Key', credential: { kind: 'auth', authKey, via: 'header' } } : null;
}

/** RFC 7617: base64 of `key id:secret`. */
function parseBasic(header: string): Credential | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header)?.[1];
  if (!encoded) return null;
  const [keyId, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return keyId && rest.length > 0 ? { kind: 'basic', keyId, secret: rest.join(':') } : null;
}

function queryKey(authKey: string | null): Found | null {
  return authKey?.trim() ? { source: 'the query', credential: { kind: 'auth', authKey, via: 'query' } } : null;
}

/** Throws `invalid_request` for several keys (a form that has the field twice, a list in JSON) and for one that is not text. */
function bodyCredential(fields: unknown): Credential | null {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, AUTH_KEY)) return null;
  const authKey = (fields as Record<string, unknown>)[AUTH_KEY];
  if (Array.isArray(authKey)) throw ambiguous(`${AUTH_KEY} appears in the body more than once. Send it once.`);
  if (authKey === null || isBlank(authKey)) return null;
  if (typeof authKey !== 'string') throw ambiguous(`${AUTH_KEY} in the body is not text. Send the key as a string.`);
  return { kind: 'auth', authKey, via: 'body' };
}
