import { hash } from 'node:crypto';
import { AppError } from '../base/errors';
import { apiPool } from '../database/db';
import type { CachedKey } from './authentication/cached-key';
import { nonceReused, signatureReplayed } from './authentication/count-use';
import type { Credential } from './authentication/credential';
import { MAX_SKEW_S } from './authentication/signature';
import type { CommitItem, IdempotencyRecord, SendResult, SignatureRecord } from './commit-item';

/** A result as it was stored with the first request, and when that was. */
export type StoredResult = { result: SendResult; createdAt: Date };

/** What identifies a request that may be a replay. */
export type RequestIdentity = Pick<CommitItem, 'accountId' | 'apiKeyId' | 'signature' | 'idempotency'>;

type IdentifiedRequest = {
  target: string;
  headers: { get(name: string): string | null };
  body: Buffer;
};

/** The draft makes it a structured field string (RFC 8941 §3.3.3); most clients omit the quotes. */
const QUOTED = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const BARE = /^[\x21\x23-\x7e]+$/;
const MAX_LENGTH = 255;
const RETRY_AFTER_S = 1;

/** Returns what identifies the request by its Idempotency-Key and its signature. Throws `invalid_request`. */
export function identityOf(
  request: IdentifiedRequest,
  credential: Credential | null,
  { id: apiKeyId, accountId }: CachedKey,
): RequestIdentity {
  return {
    accountId,
    apiKeyId,
    signature: signatureRecord(credential, Date.now()),
    idempotency: idempotencyRecord(request, apiKeyId),
  };
}

/** Returns what is stored of a signed request, so that it is carried out once. Null for credentials that sign nothing. */
export function signatureRecord(credential: Credential | null, nowMs: number): SignatureRecord | null {
  if (credential?.kind !== 'hmac') return null;
  const { value, nonce } = credential.signature;
  const fingerprint = hash('sha256', value);
  return {
    digest: nonce === null ? fingerprint : hash('sha256', `nonce ${nonce}`),
    fingerprint,
    // A date may lie MAX_SKEW_S ahead, and the signature is valid for as long after it.
    expiresAt: new Date(nowMs + 2 * MAX_SKEW_S * 1_000),
  };
}

function idempotencyRecord({ target, headers, body }: IdentifiedRequest, apiKeyId: string): IdempotencyRecord | null {
  const key = parseIdempotencyKey(headers.get('idempotency-key'));
  if (key === null) return null;
  return { key, fingerprint: hash('sha256', `${apiKeyId}\n${target}\n${hash('sha256', body)}`) };
}

/**
 * Returns the key of an `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header), quoted or bare; null without
 * one. Throws `invalid_request` for any other value.
 */
function parseIdempotencyKey(header: string | null): string | null {
  if (header === null) return null;
  const value = header.trim();
  const key = QUOTED.exec(value)?.[1]?.replace(/\\(["\\])/g, '$1') ?? (BARE.test(value) ? value : '');
  if (key !== '' && key.length <= MAX_LENGTH) return key;
  throw new AppError(
    'invalid_request',
    `Idempotency-Key: use 1 to ${MAX_LENGTH} visible ASCII characters, such as a UUID, best in double quotes.`,
  );
}

const BY_KEY = {
  name: 'find-idempotency-key',
  text: `
    SELECT answer, created_at AS "createdAt", encode(fingerprint, 'hex') AS fingerprint
    FROM idempotency_key WHERE account_id = $1 AND key = $2 AND expires_at > now()`,
};

const BY_SIGNATURE = {
  name: 'find-signature',
  text: `
    SELECT s.answer, s.created_at AS "createdAt", encode(s.signature, 'hex') AS fingerprint
    FROM request_signature s JOIN message m ON m.id = s.message_id
    WHERE s.api_key_id = $1 AND s.digest = decode($2, 'hex')`,
};

type Row = { answer: string | null; createdAt: Date; fingerprint: string };

/**
 * Returns the result of the first request with this Idempotency-Key; null when there was none. Throws
 * `idempotency_key_reused` when that was a different request.
 */
export async function findByIdempotencyKey({ accountId, idempotency }: RequestIdentity): Promise<StoredResult | null> {
  if (!idempotency) return null;
  const { rows } = await apiPool().query<Row>({ ...BY_KEY, values: [accountId, idempotency.key] });
  const [row] = rows;
  if (!row) return null;
  if (row.fingerprint === idempotency.fingerprint) return storedResultOf(row);
  throw new AppError(
    'idempotency_key_reused',
    'This Idempotency-Key was used for another request. Use a new one for each; repeat a request byte by byte.',
  );
}

/**
 * Returns the result of the first request, for one that the database reported as a replay. Throws
 * `idempotency_key_reused` or `nonce_reused` when only the key or the nonce is the same, `idempotency_key_in_use`,
 * `conflict`.
 */
export async function findReplayed(identity: RequestIdentity): Promise<StoredResult> {
  const byKey = await findByIdempotencyKey(identity);
  if (byKey) return byKey;
  if (identity.signature) return findBySignature(identity);
  throw new AppError(
    'idempotency_key_in_use',
    'The first request with this Idempotency-Key is still being carried out. Try again shortly.',
    { retryAfterS: RETRY_AFTER_S },
  );
}

async function findBySignature({ apiKeyId, signature }: RequestIdentity): Promise<StoredResult> {
  const { rows } = await apiPool().query<Row>({ ...BY_SIGNATURE, values: [apiKeyId, signature?.digest] });
  const [row] = rows;
  if (!row) {
    throw new AppError(
      'conflict',
      'This signature was used before, and what it sent is gone. Sign each request separately.',
    );
  }
  if (row.fingerprint !== signature?.fingerprint) throw nonceReused();
  return storedResultOf(row);
}

function storedResultOf({ answer, createdAt }: Row): StoredResult {
  if (answer === null) throw signatureReplayed();
  return { result: JSON.parse(answer) as SendResult, createdAt };
}
