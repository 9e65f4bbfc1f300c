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

const fixFor = (code: ErrorCode, key: Changes = {}, ip: string | null = '198.51.100.7', needed: string | null = null) =>
  suggestedFixFor({ code, ip, needed }, { ...KEY, ...key }, NOW);

describe('a refused address', () => {
  test('is added to an allow-list', () => {
    expect(fixFor('ip_not_allowed')).toEqual({ kind: 'add_address', ip: '198.51.100.7' });
  });

  test('is resolved when it is on the list or the restriction is off', () => {
    expect(fixFor('ip_not_allowed', {}, '203.0.113.9')).toEqual({ kind: 'resolved' });
    expect(fixFor('ip_not_allowed', { restriction: { active: false, mode: 'allow', lockedIp: null } })).toEqual({
      kind: 'resolved',
    });
  });

  test('suggests a reset for a key locked to another address, and an edit for a block-list', () => {
    const locked = { active: true, mode: 'lock' as const, lockedIp: '203.0.113.9' };
    expect(fixFor('ip_not_allowed', { restriction: locked })).toEqual({ kind: 'reset_lock' });
    const blocked = { active: true, mode: 'block' as const, lockedIp: null };
    expect(fixFor('ip_not_allowed', { restriction: blocked }, '203.0.113.9')).toEqual({ kind: 'edit_restriction' });
    expect(fixFor('ip_not_allowed', {}, null)).toEqual({ kind: 'edit_restriction' });
    const off = { active: false, mode: 'allow' as const, lockedIp: null };
    expect(fixFor('ip_not_allowed', { restriction: off }, null)).toEqual({ kind: 'resolved' });
  });
});

test.each([
  ['key_disabled', { enabled: false }, { kind: 'enable' }],
  ['key_disabled', {}, { kind: 'resolved' }],
  ['key_expired', { expiresAt: new Date('2026-11-19T00:00:00Z') }, { kind: 'set_expiry' }],
  ['key_expired', { expiresAt: new Date('2026-11-21T00:00:00Z') }, { kind: 'resolved' }],
  ['key_expired', {}, { kind: 'resolved' }],
  ['query_key_not_allowed', {}, { kind: 'allow_query_key' }],
  ['query_key_not_allowed', { allowQueryKey: true }, { kind: 'resolved' }],
  ['weak_algorithm', {}, { kind: 'mark_compatible' }],
  ['weak_algorithm', { compatible: true }, { kind: 'resolved' }],
  ['unauthorized', {}, { kind: 'rotate' }],
  ['sender_not_approved', {}, { kind: 'approve_sender' }],
  ['account_not_verified', { accountVerified: false }, { kind: 'verify_account' }],
  ['account_not_verified', {}, { kind: 'resolved' }],
  ['clock_skew', {}, null],
  ['invalid_fields', {}, null],
] as const)('suggests for %s of a key with %j: %j', (code, key, fix) => {
  expect(fixFor(code, key as Changes)).toEqual(fix);
});

test('suggests the scope that includes the permission recorded with the refusal', () => {
  expect(fixFor('missing_scope', {}, null, 'messages:read')).toEqual({ kind: 'add_scope', scope: 'sms:read' });
  expect(fixFor('missing_scope', {}, null, 'keys:read')).toEqual({ kind: 'add_scope', scope: 'keys:manage' });
  expect(fixFor('missing_scope', {}, null, 'messages:send')).toEqual({ kind: 'resolved' });
  expect(fixFor('missing_scope', {}, null, 'something:else')).toBeNull();
  expect(fixFor('missing_scope', {}, null, null)).toBeNull();
});
