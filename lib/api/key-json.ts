import type { Shown } from '../keys/commands/manage-key';
import type { ManagedKey } from '../keys/managed-key';
import type { Revealed } from '../keys/new-secret';

/** Returns a key as the API shows it. Never holds a secret. */
export function keyJson(key: ManagedKey) {
  return {
    id: key.id,
    name: key.name,
    description: key.description,
    type: key.type,
    environment: key.environment,
    enabled: key.enabled,
    status: key.status,
    expires_at: key.expiresAt,
    scopes: key.scopes,
    ip_restriction: {
      enabled: key.ipRestriction.enabled,
      mode: key.ipRestriction.mode,
      entries: key.ipRestriction.entries,
      locked_ip: key.ipRestriction.lockedIp,
    },
    default_sender: key.defaultSender,
    auto_replace: key.autoReplace,
    dlr_url: key.dlrUrl,
    dlr_events: key.dlrEvents.length > 0 ? key.dlrEvents : null,
    copyable: key.copyable,
    compatible: key.compatible,
    allow_query_key: key.allowQueryKey,
    limits: {
      requests_per_second: key.limits.requestsPerSecond,
      burst: key.limits.requestBurst,
      messages_per_day: key.limits.dailyMessages,
      messages_per_month: key.limits.monthlyMessages,
    },
    key_id: key.keyId,
    masked_key: key.masked,
    created_by: key.createdBy,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt,
    last_used_ip: key.lastUsedIp,
    times_used: key.timesUsed,
  };
}

/** Returns a key with its credential: the response to creating and rotating it, and to nothing else. */
export function keyWithCredentialJson({ key, credential }: Shown) {
  return { ...keyJson(key), ...(credential.type === 'auth' ? { key: credential.key } : { secret: credential.secret }) };
}

/** Returns a new key's credential alone, as the command line prints it. */
export function credentialJson(created: Revealed) {
  const { id, type, name } = created;
  return created.type === 'auth'
    ? { id, type, name, key: created.key }
    : { id, type, name, key_id: created.keyId, secret: created.secret };
}
