import { parseHmac } from './hmac';
import { parseMessageSignature } from './message-signature';
import type { ParsedSignature, SignedRequest } from './signature';

/** What a request showed to prove who it is. */
export type Credential =
  | { kind: 'auth'; authKey: string; via: 'header' | 'body' | 'query' }
  | { kind: 'basic'; keyId: string; secret: string }
  | { kind: 'hmac'; signature: ParsedSignature };

/** The parameter's name in msgclub's API, in body and query. */
export const AUTH_KEY = 'AUTH_KEY';

/**
 * The request's credential, the strongest first: a signature, a header, the body's AUTH_KEY, the query's. Null when it
 * shows none. `fields` parses the body and is asked only when nothing else shows one.
 */
export function credentialOf(request: SignedRequest, fields: () => unknown): Credential | null {
  const signature = parseMessageSignature(request) ?? parseHmac(request);
  if (signature) return { kind: 'hmac', signature };
  const authorization = request.header('authorization') ?? '';
  const authKey = request.header('x-api-key') ?? /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (authKey) return { kind: 'auth', authKey, via: 'header' };
  return parseBasic(authorization) ?? bodyKey(fields()) ?? queryKey(request.target);
}

/** RFC 7617: base64 of `key id:secret`. */
function parseBasic(authorization: string): Credential | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization)?.[1];
  if (!encoded) return null;
  const [keyId, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return keyId && rest.length > 0 ? { kind: 'basic', keyId, secret: rest.join(':') } : null;
}

function bodyKey(fields: unknown): Credential | null {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, AUTH_KEY)) return null;
  const authKey = (fields as Record<string, unknown>)[AUTH_KEY];
  return typeof authKey === 'string' && authKey !== '' ? { kind: 'auth', authKey, via: 'body' } : null;
}

function queryKey(target: string): Credential | null {
  const query = target.indexOf('?');
  const authKey = query === -1 ? null : new URLSearchParams(target.slice(query)).get(AUTH_KEY);
  return authKey ? { kind: 'auth', authKey, via: 'query' } : null;
}
