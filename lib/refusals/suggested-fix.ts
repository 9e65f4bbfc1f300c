import { type Actor, SCOPES, type Scope } from '../access/actor';
import { can, type Permission } from '../access/permissions';
import type { ErrorCode } from '../base/errors';
import type { IpMode } from '../keys/ip-modes';
import { ipVerdict } from '../keys/ip-restriction';
import type { RangeSet } from '../network/ranges';

/** What an administrator can do, in one step, so that the refused request would be let in. `mended`: it would be now. */
export type SuggestedFix =
  | { kind: 'mended' }
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

type Refused = { code: ErrorCode; ip: string | null; detail: string | null };

/** What of a key is changed by mending. */
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

/** The mending of a refusal, by the key as it is at `now`. Null where the caller has to change something instead. */
export function suggestedFixFor(refused: Refused, key: Key, now: Date): SuggestedFix | null {
  switch (refused.code) {
    case 'ip_not_allowed':
      return addressMending(refused.ip, key);
    case 'key_disabled':
      return key.enabled ? { kind: 'mended' } : { kind: 'enable' };
    case 'key_expired':
      return key.expiresAt === null || key.expiresAt > now ? { kind: 'mended' } : { kind: 'set_expiry' };
    case 'missing_scope':
      return scopeMending(refused.detail, key.scopes);
    case 'query_key_not_allowed':
      return key.allowQueryKey ? { kind: 'mended' } : { kind: 'allow_query_key' };
    case 'weak_algorithm':
      return key.compatible ? { kind: 'mended' } : { kind: 'mark_compatible' };
    case 'unauthorized':
      return { kind: 'rotate' };
    case 'sender_not_approved':
      return { kind: 'approve_sender' };
    case 'account_not_verified':
      return key.accountVerified ? { kind: 'mended' } : { kind: 'verify_account' };
    default:
      return null;
  }
}

function addressMending(ip: string | null, { restriction, ranges }: Key): SuggestedFix {
  if (ipVerdict({ ...restriction, ranges }, ip) !== 'refused') return { kind: 'mended' };
  if (ip === null) return { kind: 'edit_restriction' };
  if (restriction.mode === 'allow') return { kind: 'add_address', ip };
  return restriction.mode === 'lock' ? { kind: 'reset_lock' } : { kind: 'edit_restriction' };
}

/** The refusal names the permission that was missing; the first scope that holds it is enough. */
function scopeMending(detail: string | null, scopes: readonly Scope[]): SuggestedFix | null {
  const permission = /\bfor ([a-z]+:[a-z]+)/.exec(detail ?? '')?.[1] as Permission | undefined;
  if (!permission) return null;
  if (can(keyWith(scopes), permission)) return { kind: 'mended' };
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
