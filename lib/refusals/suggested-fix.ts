import { type Actor, SCOPES, type Scope } from '../access/actor';
import { can, PERMISSIONS } from '../access/permissions';
import type { ErrorCode } from '../base/errors';
import { type IpMode, ipVerdict } from '../keys/ip-restriction';
import type { RangeSet } from '../network/ranges';

/** The one step of an administrator that would let the refused request pass. `resolved`: it would pass now. */
export type SuggestedFix =
  | { kind: 'resolved' }
  | { kind: 'add_address'; ip: string }
  | { kind: 'edit_restriction' }
  | { kind: 'reset_lock' }
  | { kind: 'enable' }
  | { kind: 'set_expiry' }
  | { kind: 'add_scope'; scope: Scope }
  | { kind: 'allow_query_key' }
  | { kind: 'mark_compatible' }
  | { kind: 'rotate' }
  | { kind: 'approve_sender' }
  | { kind: 'verify_account' };

type Refused = { code: ErrorCode; ip: string | null; needed: string | null };

/** Properties of a key that a fix changes. */
export type FixableKey = {
  id: string;
  name: string;
  enabled: boolean;
  expiresAt: Date | null;
  scopes: Scope[];
  compatible: boolean;
  allowQueryKey: boolean;
  restriction: { active: boolean; mode: IpMode; lockedIp: string | null };
};

type Key = Omit<FixableKey, 'id' | 'name' | 'scopes'> & {
  scopes: readonly Scope[];
  ranges: RangeSet;
  accountVerified: boolean;
};

/** Returns the fix for a refusal, given the key as it is at `now`. Null if the caller has to change the request instead. */
export function suggestedFixFor(refused: Refused, key: Key, now: Date): SuggestedFix | null {
  switch (refused.code) {
    case 'ip_not_allowed':
      return addressFix(refused.ip, key);
    case 'key_disabled':
      return key.enabled ? { kind: 'resolved' } : { kind: 'enable' };
    case 'key_expired':
      return key.expiresAt === null || key.expiresAt > now ? { kind: 'resolved' } : { kind: 'set_expiry' };
    case 'missing_scope':
      return scopeFix(refused.needed, key.scopes);
    case 'query_key_not_allowed':
      return key.allowQueryKey ? { kind: 'resolved' } : { kind: 'allow_query_key' };
    case 'weak_algorithm':
      return key.compatible ? { kind: 'resolved' } : { kind: 'mark_compatible' };
    case 'unauthorized':
      return { kind: 'rotate' };
    case 'sender_not_approved':
      return { kind: 'approve_sender' };
    case 'account_not_verified':
      return key.accountVerified ? { kind: 'resolved' } : { kind: 'verify_account' };
    default:
      return null;
  }
}

function addressFix(ip: string | null, { restriction, ranges }: Key): SuggestedFix {
  if (ipVerdict({ ...restriction, ranges }, ip) !== 'refused') return { kind: 'resolved' };
  if (ip === null) return { kind: 'edit_restriction' };
  if (restriction.mode === 'allow') return { kind: 'add_address', ip };
  return restriction.mode === 'lock' ? { kind: 'reset_lock' } : { kind: 'edit_restriction' };
}

/** Returns the first scope that includes the missing permission. Null if the refusal does not name one. */
function scopeFix(needed: string | null, scopes: readonly Scope[]): SuggestedFix | null {
  const permission = PERMISSIONS.find((known) => known === needed);
  if (!permission) return null;
  if (can(keyWith(scopes), permission)) return { kind: 'resolved' };
  const scope = SCOPES.find((candidate) => can(keyWith([candidate]), permission));
  return scope ? { kind: 'add_scope', scope } : null;
}

function keyWith(scopes: readonly Scope[]): Actor {
  return {
    kind: 'key',
    apiKeyId: '',
    keyName: '',
    accountId: '',
    scopes,
    environment: 'live',
    expiresAtMs: null,
    ip: null,
  };
}
