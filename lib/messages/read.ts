import type { KeyActor } from '../auth/actor';
import { requirePermission } from '../auth/permissions';
import { pool } from '../db';
import { notFound } from '../errors';
import { isId } from '../ids';
import type { KeyRecord } from '../keys/record';
import { STALE } from '../keys/stale';
import type { AcceptedMessage } from './replay';

/** A message as GET /api/sms/{id} answers it. */
export type StoredMessage = AcceptedMessage & {
  status: string;
  submittedAt: Date | null;
  finalAt: Date | null;
  errorCode: string | null;
  attempts: number;
  possibleDuplicate: boolean;
};

/** Counts the use and reads the message in one round trip; no row at all means the key has changed. */
const READ = {
  name: 'read-message',
  text: `
    WITH counted AS (
      UPDATE api_key_usage SET times_used = times_used + 1, last_used_at = now(), last_used_ip = $3
      WHERE api_key_id = $1 AND revision = $2 RETURNING api_key_id AS id, account_id
    ), days AS (
      INSERT INTO api_key_day AS d (api_key_id, day, uses)
      SELECT id, (now() AT TIME ZONE 'UTC')::date, 1 FROM counted
      ON CONFLICT (api_key_id, day) DO UPDATE SET uses = d.uses + 1
    ), old_secret AS (
      UPDATE api_key_secret s SET times_used = s.times_used + 1, last_used_at = now()
      FROM counted c WHERE s.id = $5 AND s.api_key_id = c.id
    )
    SELECT m.id, m.mode, m.recipient, m.sender, m.text,
           m.encoding, m.segments, m.status, m.created_at AS "createdAt", m.submitted_at AS "submittedAt",
           m.final_at AS "finalAt", m.error_code AS "errorCode", m.attempts, m.possible_duplicate AS "possibleDuplicate"
    FROM counted c LEFT JOIN message m ON m.id = $4 AND m.account_id = c.account_id`,
};

/**
 * One message of the key's account. STALE when the key is no longer what `record` says. Throws `not_found` for an
 * unknown id, a malformed one and another account's alike, `missing_scope`, `unavailable`.
 */
export async function readMessage(
  actor: KeyActor,
  record: KeyRecord,
  id: string,
): Promise<StoredMessage | typeof STALE> {
  requirePermission(actor, 'messages:read');
  if (!isId(id)) throw notFound('message');
  const oldSecretId = record.secretValidUntilMs === null ? null : record.secretId;
  const { rows } = await pool().query({ ...READ, values: [record.id, record.revision, actor.ip, id, oldSecretId] });
  const [row] = rows as [StoredMessage | { id: null } | undefined];
  if (!row) return STALE;
  if (row.id === null) throw notFound('message');
  return row as StoredMessage;
}
