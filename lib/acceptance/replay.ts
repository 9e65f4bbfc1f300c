import { AppError } from '../base/errors';
import { apiPool } from '../database/db';
import type { AcceptItem, Answer } from './accept-item';
import { carriedOut, nonceReused } from './authentication/count-use';

/** An answer as it was first given, and when that was. */
export type KeptAnswer = { answer: Answer; createdAt: Date };

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
export type Marks = Pick<AcceptItem, 'accountId' | 'apiKeyId' | 'signature' | 'idempotency'>;

/**
 * What was answered when a request with this Idempotency-Key was first carried out; null when none was. Throws
 * `idempotency_key_reused` when it was another request.
 */
export async function findByIdempotencyKey({ accountId, idempotency }: Marks): Promise<KeptAnswer | null> {
  if (!idempotency) return null;
  const { rows } = await apiPool().query<Row>({ ...BY_KEY, values: [accountId, idempotency.key] });
  const [row] = rows;
  if (!row) return null;
  if (row.fingerprint === idempotency.fingerprint) return kept(row);
  throw new AppError(
    'idempotency_key_reused',
    'This Idempotency-Key was used for another request. Use a new one for each; repeat a request byte by byte.',
  );
}

/**
 * What was answered when a request of which the database says that it is a repetition was first carried out. Throws
 * `idempotency_key_reused`, `nonce_reused` when only the key or the nonce is the same, `idempotency_key_in_use`, `conflict`.
 */
export async function findRepeated(marks: Marks): Promise<KeptAnswer> {
  const byKey = await findByIdempotencyKey(marks);
  if (byKey) return byKey;
  if (marks.signature) return findBySignature(marks);
  throw new AppError(
    'idempotency_key_in_use',
    'The first request with this Idempotency-Key is still being carried out. Try again shortly.',
    { retryAfterS: RETRY_AFTER_S },
  );
}

async function findBySignature({ apiKeyId, signature }: Marks): Promise<KeptAnswer> {
  const { rows } = await apiPool().query<Row>({ ...BY_SIGNATURE, values: [apiKeyId, signature?.digest] });
  const [row] = rows;
  if (!row) {
    throw new AppError('conflict', 'This signature was used before, and what it sent is gone. Sign each request anew.');
  }
  if (row.fingerprint !== signature?.fingerprint) {
    throw nonceReused();
  }
  return kept(row);
}

function kept({ answer, createdAt }: Row): KeptAnswer {
  if (answer === null) throw carriedOut();
  return { answer: JSON.parse(answer) as Answer, createdAt };
}
