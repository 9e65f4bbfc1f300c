import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../base/errors';
import { compileRanges } from '../network/ranges';
import { suggestedFixFor } from './suggested-fix';

const NOW = new Date('2026-11-20T12:00:00Z');
const KEY = {
  enabled: true,
  expiresAt: null,
  scopes: ['sms:send'] as const,
  compatible: false,
  allowQueryKey: false,
  restriction: { active: true, mode: 'allow' as const, lockedIp: null },
  ranges: compileRanges(['203.0.113.0/24']),
  accountVerified: true,
};

type Changes = Partial<Omit<typeof KEY, 'restriction' | 'expiresAt'>> & {
  restriction?: { active: boolean; mode: 'allow' | 'block' | 'lock'; lockedIp: string | null };
  expiresAt?: Date | null;
};

const mend = (code: ErrorCode, key: Changes = {}, ip: string | null = '198.51.100.7', detail: string | null = null) =>
  suggestedFixFor({ code, ip, detail }, { ...KEY, ...key }, NOW);

describe('a refused address', () => {
  test('is added to an allow-list', () => {
    expect(mend('ip_not_allowed')).toEqual({ kind: 'add_address', ip: '198.51.100.7' });
  });

  test('is mended once it is on the list, or the restriction is off', () => {
    expect(mend('ip_not_allowed', {}, '203.0.113.9')).toEqual({ kind: 'mended' });
    expect(mend('ip_not_allowed', { restriction: { active: false, mode: 'allow', lockedIp: null } })).toEqual({
      kind: 'mended',
    });
  });

  test('needs a reset where the key is locked on another, an edit where it is on a block-list', () => {
    const locked = { active: true, mode: 'lock' as const, lockedIp: '203.0.113.9' };
    expect(mend('ip_not_allowed', { restriction: locked })).toEqual({ kind: 'reset_lock' });
    const blocked = { active: true, mode: 'block' as const, lockedIp: null };
    expect(mend('ip_not_allowed', { restriction: blocked }, '203.0.113.9')).toEqual({ kind: 'edit_restriction' });
    expect(mend('ip_not_allowed', {}, null)).toEqual({ kind: 'edit_restriction' });
    const off = { active: false, mode: 'allow' as const, lockedIp: null };
    expect(mend('ip_not_allowed', { restriction: off }, null)).toEqual({ kind: 'mended' });
  });
});

test.each([
  ['key_disabled', { enabled: false }, { kind: 'enable' }],
  ['key_disabled', {}, { kind: 'mended' }],
  ['key_expired', { expiresAt: new Date('2026-11-19T00:00:00Z') }, { kind: 'set_expiry' }],
  ['key_expired', { expiresAt: new Date('2026-11-21T00:00:00Z') }, { kind: 'mended' }],
  ['key_expired', {}, { kind: 'mended' }],
  ['query_key_not_allowed', {}, { kind: 'allow_query_key' }],
  ['query_key_not_allowed', { allowQueryKey: true }, { kind: 'mended' }],
  ['weak_algorithm', {}, { kind: 'mark_compatible' }],
  ['weak_algorithm', { compatible: true }, { kind: 'mended' }],
  ['unauthorized', {}, { kind: 'rotate' }],
  ['sender_not_approved', {}, { kind: 'approve_sender' }],
  ['account_not_verified', { accountVerified: false }, { kind: 'verify_account' }],
  ['account_not_verified', {}, { kind: 'mended' }],
  ['clock_skew', {}, null],
  ['invalid_fields', {}, null],
] as const)('%s of a key with %j: %j', (code, key, mending) => {
  expect(mend(code, key as Changes)).toEqual(mending);
});

test('a missing scope is the one that holds the permission the refusal names', () => {
  const refusal = (permission: string) =>
    `This key lacks the scope x:y, needed for ${permission}. An administrator can add it.`;
  expect(mend('missing_scope', {}, null, refusal('messages:read'))).toEqual({ kind: 'add_scope', scope: 'sms:read' });
  expect(mend('missing_scope', {}, null, refusal('keys:read'))).toEqual({ kind: 'add_scope', scope: 'keys:manage' });
  expect(mend('missing_scope', {}, null, refusal('messages:send'))).toEqual({ kind: 'mended' });
  expect(mend('missing_scope', {}, null, 'something else')).toBeNull();
});
