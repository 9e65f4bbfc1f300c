import type { Revealed } from '../keys/revealed';
import type { KeyView } from '../keys/view';

/** A key as GET /api/keys answers it. Never holds a secret. */
export function keyJson(key: KeyView) {
  return {
    id: key.id,
    type: key.type,
    mode: key.mode,
    name: key.name,
    description: key.description,
    status: key.status,
    key: key.masked,
    created_by: key.createdBy,
    created_at: key.createdAt,
    expires_at: key.expiresAt,
    last_used_at: key.lastUsedAt,
    last_used_ip: key.lastUsedIp,
    times_used: key.timesUsed,
  };
}

/** A new key's credential: the one answer that holds it. */
export function revealedJson(made: Revealed) {
  const { id, type, name } = made;
  return made.type === 'auth'
    ? { id, type, name, key: made.key }
    : { id, type, name, key_id: made.keyId, secret: made.secret };
}
