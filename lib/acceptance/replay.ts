import { AppError } from '../base/errors';
import { gatePool } from '../database/db';
import { nonceReused, signatureReplayed } from './authentication/count-use';
import type { CommitItem, SendResult } from './commit-item';

/** An answer as it was first given, and when that was. */
export type StoredResult = { answer: SendResult; createdAt: Date };

const RETRY_AFTER_S = 1;

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

/** What identifies a request that may be a repetition. */
export type RequestIdentity = Pick<CommitItem, 'accountId' | 'apiKeyId' | 'signature' | 'idempotency'>;

/**
 * What was answered when a request with this Idempotency-Key was first carried out; null when none was. Throws
 * `idempotency_key_reused` when it was another request.
 */
export async function findByIdempotencyKey({ accountId, idempotency }: RequestIdentity): Promise<StoredResult | null> {
  if (!idempotency) return null;
  const { rows } = await gatePool().query<Row>({ ...BY_KEY, values: [accountId, idempotency.key] });
  const [row] = rows;
  if (!row) return null;
  if (row.fingerprint === idempotency.fingerprint) return storedResultOf(row);
  throw new AppError(
    'idempotency_key_reused',
    'This Idempotency-Key was used for another request. Use a new one for each; repeat a request byte by byte.',
  );
}

/**
 * What was answered when a request of which the database says that it is a repetition was first carried out. Throws
 * `idempotency_key_reused`, `nonce_reused` when only the key or the nonce is the same, `idempotency_key_in_use`, `conflict`.
 */
export async function findRepeated(marks: RequestIdentity): Promise<StoredResult> {
  const byKey = await findByIdempotencyKey(marks);
  if (byKey) return byKey;
  if (marks.signature) return findBySignature(marks);
  throw new AppError(
    'idempotency_key_in_use',
    'The first request with this Idempotency-Key is still being carried out. Try again shortly.',
    { retryAfterS: RETRY_AFTER_S },
  );
}

async function findBySignature({ apiKeyId, signature }: RequestIdentity): Promise<StoredResult> {
  const { rows } = await gatePool().query<Row>({ ...BY_SIGNATURE, values: [apiKeyId, signature?.digest] });
  const [row] = rows;
  if (!row) {
    throw new AppError('conflict', 'This signature was used before, and what it sent is gone. Sign each request anew.');
  }
  if (row.fingerprint !== signature?.fingerprint) {
    throw nonceReused();
  }
  return storedResultOf(row);
}

function storedResultOf({ answer, createdAt }: Row): StoredResult {
  if (answer === null) throw signatureReplayed();
  return { answer: JSON.parse(answer) as SendResult, createdAt };
}
