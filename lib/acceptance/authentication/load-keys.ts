import { LRUCache } from 'lru-cache';
import { processSingleton } from '../../base/process-singleton';
import { keyLimits, type LimitColumns } from '../../limits/key-limits';
import { compileRanges, type RangeSet } from '../../network/ranges';
import { keyEncryptionContext } from '../../secrets/encryption-contexts';
import { unseal } from '../../secrets/seal';
import { type CompiledReplacements, compileReplacements, NO_REPLACEMENTS } from '../../text/replacement-table';
import type { CachedKey } from './cached-key';

/**
 * Loads keys by digest of a secret ($1) or by key id ($2), one row per secret, without deleted keys. An account's senders
 * and replacements are loaded with them: they are few, and acceptance needs no second query.
 */
export const LOAD_KEYS = {
  name: 'load-keys',
  text: `
    SELECT s.digest, s.id AS secret_id, s.valid_until, s.sealed, k.id, k.account_id, k.name, k.type, k.environment, k.key_id,
           k.enabled, k.compatible, k.allow_query_key, k.expires_at, k.scopes, k.ip_restricted, k.ip_mode, k.ip_entries,
           k.locked_ip, u.revision, k.default_sender, k.auto_replace, k.dlr_url,
           k.requests_per_second, k.request_burst, k.daily_messages, k.monthly_messages,
           a.daily_messages AS account_daily_messages, a.recipient_daily_messages, a.countries, a.credit_enabled,
           a.default_sender AS account_sender, a.auto_replace AS account_auto_replace, a.dlr_url AS account_dlr_url,
           ARRAY(SELECT value FROM sender_id WHERE account_id = k.account_id AND state = 'approved') AS senders,
           (SELECT json_agg(json_build_array(r.search, r.replacement) ORDER BY r.search)
            FROM auto_replacement r WHERE r.account_id = k.account_id)::text AS replacements
    FROM (
      SELECT id FROM api_key_secret WHERE digest = ANY($1::bytea[])
      UNION
      SELECT s.id FROM api_key_secret s JOIN api_key k ON k.id = s.api_key_id WHERE k.key_id = ANY($2::text[])
    ) AS wanted
    JOIN api_key_secret s ON s.id = wanted.id
    JOIN api_key k ON k.id = s.api_key_id AND k.deleted_at IS NULL
    JOIN api_key_usage u ON u.api_key_id = k.id
    JOIN account a ON a.id = k.account_id
    ORDER BY s.valid_until DESC NULLS FIRST`,
};

export type KeyRow = LimitColumns & {
  digest: Buffer;
  credit_enabled: boolean;
  secret_id: string;
  valid_until: Date | null;
  sealed: string | null;
  name: string;
  type: CachedKey['type'];
  key_id: string | null;
  enabled: boolean;
  compatible: boolean;
  allow_query_key: boolean;
  expires_at: Date | null;
  scopes: CachedKey['scopes'];
  ip_restricted: boolean;
  ip_mode: CachedKey['ip']['mode'];
  ip_entries: string[];
  locked_ip: string | null;
  revision: number;
  default_sender: string | null;
  auto_replace: CachedKey['settings']['autoReplace'];
  dlr_url: string | null;
  account_sender: string | null;
  account_auto_replace: CachedKey['settings']['autoReplace'];
  account_dlr_url: string | null;
  senders: string[];
  /** The account's auto-replace table as JSON text: it is parsed once for all keys of the account. */
  replacements: string | null;
};

const MAX_COMPILED = 1_000;

/**
 * Returns the key's address list, compiled once per revision: each refused request loads its key again, and compiling a
 * long list costs more than all the rest.
 */
function rangesOf(row: KeyRow): RangeSet {
  const compiled = processSingleton('compiled-ranges', () => new LRUCache<string, RangeSet>({ max: MAX_COMPILED }));
  const entries = row.ip_restricted ? row.ip_entries : [];
  if (entries.length === 0) return compileRanges([]);
  const name = `${row.id} ${row.revision}`;
  let ranges = compiled.get(name);
  if (!ranges) {
    ranges = compileRanges(entries);
    compiled.set(name, ranges);
  }
  return ranges;
}

/** Returns the account's auto-replace table, compiled once for all its keys until it changes. */
function replacementsOf({ account_id: accountId, replacements: source }: KeyRow): CompiledReplacements {
  if (source === null) return NO_REPLACEMENTS;
  const compiled = processSingleton(
    'compiled-replacements',
    () => new LRUCache<string, { source: string; table: CompiledReplacements }>({ max: MAX_COMPILED }),
  );
  const known = compiled.get(accountId);
  if (known?.source === source) return known.table;
  const table = compileReplacements(JSON.parse(source));
  compiled.set(accountId, { source, table });
  return table;
}

export function toCachedKey(row: KeyRow): CachedKey {
  return {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    type: row.type,
    environment: row.environment,
    keyId: row.key_id,
    enabled: row.enabled,
    compatible: row.compatible,
    allowQueryKey: row.allow_query_key,
    expiresAtMs: row.expires_at?.getTime() ?? null,
    limits: keyLimits(row),
    isCharged: row.credit_enabled && row.environment === 'live',
    scopes: row.scopes,
    ip: {
      active: row.ip_restricted,
      mode: row.ip_mode,
      ranges: rangesOf(row),
      lockedIp: row.locked_ip,
    },
    revision: row.revision,
    secretId: row.secret_id,
    secretValidUntilMs: row.valid_until?.getTime() ?? null,
    hmacSecret:
      row.type === 'hmac' && row.sealed ? unseal(row.sealed, keyEncryptionContext.secret(row.secret_id)) : null,
    settings: { sender: row.default_sender, autoReplace: row.auto_replace, dlrUrl: row.dlr_url },
    accountSettings: {
      sender: row.account_sender,
      autoReplace: row.account_auto_replace,
      dlrUrl: row.account_dlr_url,
    },
    senders: new Set(row.senders),
    replacements: replacementsOf(row),
  };
}
