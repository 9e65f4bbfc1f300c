import { pool } from '../db';
import { AppError } from '../errors';
import type { AcceptItem } from './accept-statement';
import { ACCEPTED_COLUMNS, type AcceptedMessage } from './accepted';

const FIND = {
  name: 'find-replayed',
  text: `
    SELECT ${ACCEPTED_COLUMNS}, encode(s.signature, 'hex') AS fingerprint
    FROM request_signature s JOIN message m ON m.id = s.message_id
    WHERE s.api_key_id = $1 AND s.digest = decode($2, 'hex')`,
};

/**
 * What was answered when this signature was first shown. Throws `nonce_reused` when only the nonce is the same: another
 * request must bring another nonce.
 */
export async function findReplayed(item: AcceptItem): Promise<AcceptedMessage> {
  const { rows } = await pool().query<AcceptedMessage & { fingerprint: string }>({
    ...FIND,
    values: [item.apiKeyId, item.signature?.digest],
  });
  const [first] = rows;
  if (!first) throw new AppError('unavailable', 'The first request with this signature is gone. Sign anew.');
  const { fingerprint, ...message } = first;
  if (fingerprint !== item.signature?.fingerprint) {
    throw new AppError('nonce_reused', 'This nonce was used for another request. Use a new one for each.');
  }
  return message;
}
