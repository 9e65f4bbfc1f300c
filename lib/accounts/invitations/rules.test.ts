import { expect, test } from 'vitest';
import { type InvitationState, type InvitationTimes, invitationEnd, invitationState } from './rules';

const NOW = new Date('2026-11-21T12:00:00Z');
const before = new Date(NOW.getTime() - 1);
const after = new Date(NOW.getTime() + 1);
const untouched = { acceptedAt: null, revokedAt: null };

test.each<[InvitationTimes, InvitationState]>([
  [{ ...untouched, expiresAt: after }, 'open'],
  [{ ...untouched, expiresAt: NOW }, 'expired'],
  [{ ...untouched, expiresAt: before }, 'expired'],
  [{ ...untouched, expiresAt: after, revokedAt: before }, 'revoked'],
  [{ ...untouched, expiresAt: before, revokedAt: before }, 'revoked'],
  [{ ...untouched, expiresAt: after, acceptedAt: before }, 'used'],
  [{ ...untouched, expiresAt: before, acceptedAt: before }, 'used'],
])('%j has the state %s', (times, state) => {
  expect(invitationState(times, NOW)).toBe(state);
});

test('an invitation is valid for seven days', () => {
  expect(invitationEnd(NOW).toISOString()).toBe('2026-11-28T12:00:00.000Z');
});
