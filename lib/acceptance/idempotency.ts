import { hash } from 'node:crypto';
import { AppError } from '../base/errors';
import type { IdempotencyRecord } from './commit-item';

/** The draft makes it a structured field string, RFC 8941 §3.3.3; most clients leave the quotes away. */
const QUOTED = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const BARE = /^[\x21\x23-\x7e]+$/;
const MAX_LENGTH = 255;

/**
 * The key of an `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header), quoted or bare; null where there is
 * none. Throws `invalid_request` for what is neither.
 */
export function parseIdempotencyKey(header: string | null): string | null {
  if (header === null) return null;
  const value = header.trim();
  const key = QUOTED.exec(value)?.[1]?.replace(/\\(["\\])/g, '$1') ?? (BARE.test(value) ? value : '');
  if (key !== '' && key.length <= MAX_LENGTH) return key;
  throw new AppError(
    'invalid_request',
    `Idempotency-Key: give 1 to ${MAX_LENGTH} visible ASCII characters, such as a UUID, best in double quotes.`,
  );
}

/** What tells that a request with an Idempotency-Key is the same one again: API key, path and body, byte by byte. */
export function idempotencyRecord(key: string, apiKeyId: string, target: string, body: Buffer): IdempotencyRecord {
  const digest = hash('sha256', body);
  return { key, fingerprint: hash('sha256', `${apiKeyId}\n${target}\n${digest}`) };
}
