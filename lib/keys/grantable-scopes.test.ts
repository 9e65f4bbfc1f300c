import { describe, expect, test } from 'vitest';
import { type Actor, type Role, SCOPES } from '../access/actor';
import { beyondRole } from '../access/permissions';
import { mayCopyScopes, requireCopyable } from './grantable-scopes';

const person = (role: Role): Actor => ({
  kind: 'user',
  userId: 'u',
  username: 'ann',
  email: 'ann@example.com',
  accountId: 'a',
  accountName: 'Acme',
  accountVerified: true,
  role,
  operator: true,
  sessionId: 's',
  ip: null,
});

describe('copying a key', () => {
  test.each([
    ['admin', ['sms:send', 'sms:read', 'keys:manage'], true],
    ['advanced', ['sms:send', 'sms:read'], true],
    ['basic', ['sms:send', 'sms:read'], true],
    ['advanced', ['keys:manage'], false],
    ['basic', ['sms:read', 'keys:manage'], false],
    ['admin', ['scope:of-tomorrow'], false],
    ['basic', ['constructor'], false],
    ['basic', [], true],
  ] as const)('by %s with scopes %j: %s', (role, scopes, allowed) => {
    expect(mayCopyScopes(person(role), scopes)).toBe(allowed);
    expect(beyondRole(role, scopes).length === 0).toBe(allowed);
    if (!allowed) expect(() => requireCopyable(person(role), scopes)).toThrow(/only account administrators/);
  });

  test('limits an operator of the installation to their role in the account', () => {
    expect(mayCopyScopes(person('basic'), ['keys:manage'])).toBe(false);
  });

  test('limits a user without a role to the scope for sending', () => {
    expect(SCOPES.filter((scope) => beyondRole(null, [scope]).length === 0)).toEqual(['sms:send']);
  });
});
