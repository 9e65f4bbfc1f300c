import type { KeyActor, Scope } from '../../access/actor';
import type { Environment } from '../../access/environment';
import type { IpRestriction } from '../../keys/ip-restriction';
import type { KeyType } from '../../keys/schema';
import type { KeyLimits } from '../../limits/key-limits';
import type { SendSettings } from '../../messages/settings';
import type { CompiledReplacements } from '../../text/replacement-table';

/**
 * A process's copy of a key and one of its secrets: all that authentication and acceptance need. Valid only at `revision`,
 * which the accepting statement compares.
 */
export type CachedKey = {
  id: string;
  accountId: string;
  name: string;
  type: KeyType;
  environment: Environment;
  /** Public half of Basic and HMAC keys. */
  keyId: string | null;
  enabled: boolean;
  compatible: boolean;
  allowQueryKey: boolean;
  expiresAtMs: number | null;
  /** Null for a key without limits, which then cost nothing else. */
  limits: KeyLimits | null;
  /** Whether its messages are paid for from the account's balance. */
  isCharged: boolean;
  scopes: readonly Scope[];
  ip: IpRestriction;
  /** The key's revision when this copy was read. */
  revision: number;
  secretId: string;
  /** Set while a rotation overlaps and this copy holds the old secret. */
  secretValidUntilMs: number | null;
  /** Only of HMAC keys: signatures cannot be checked without it. */
  hmacSecret: string | null;
  settings: SendSettings;
  accountSettings: SendSettings;
  /** The account's approved sender IDs. */
  senders: ReadonlySet<string>;
  /** The account's auto-replace table, or the default one where it has none of its own. */
  replacements: CompiledReplacements;
};

/**
 * Returns the actor of a request that the key authenticated, from address `ip`. It expires with the secret that was used:
 * the old one of a rotation ends before its key.
 */
export function keyActor(key: CachedKey, ip: string | null): KeyActor {
  const { id: apiKeyId, name: keyName, accountId, scopes, environment } = key;
  const expiresAtMs = earlier(key.expiresAtMs, key.secretValidUntilMs);
  return { kind: 'key', apiKeyId, keyName, accountId, scopes, environment, expiresAtMs, ip };
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** Returned by work that found the key at another revision than the cached one: nothing was written. */
export const STALE = Symbol.for('postern.stale');
