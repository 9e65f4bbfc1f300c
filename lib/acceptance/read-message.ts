import type { KeyActor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { notFound } from '../base/errors';
import { isId } from '../base/ids';
import { apiPool } from '../database/db';
import { STORED_COLUMNS, type StoredMessage } from '../messages/message-row';
import { type CachedKey, STALE } from './authentication/cached-key';
import { COUNT_USE, inLaneOf, useValues } from './authentication/count-use';

/** Counts the use and reads the message in one round trip; no row means that the key has changed. */
const READ = {
  name: 'read-message',
  text: `
    WITH ${COUNT_USE}
    SELECT ${STORED_COLUMNS}
    FROM counted c LEFT JOIN message m ON m.id = $5 AND m.account_id = c.account_id
    LEFT JOIN message_progress p ON p.message_id = m.id`,
};

/**
 * Returns one message of the key's account; STALE when the key has changed. Throws `not_found` for an unknown id, a
 * malformed one and another account's alike, `missing_scope`, `unavailable`.
 */
export async function readMessage(actor: KeyActor, key: CachedKey, id: string): Promise<StoredMessage | typeof STALE> {
  requirePermission(actor, 'messages:read');
  if (!isId(id)) throw notFound('message');
  const { rows } = await inLaneOf(key, () => apiPool().query({ ...READ, values: [...useValues(key, actor.ip), id] }));
  const [row] = rows as [StoredMessage | { id: null } | undefined];
  if (!row) return STALE;
  if (row.id === null) throw notFound('message');
  return row as StoredMessage;
}
