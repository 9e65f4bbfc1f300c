import { expect, test } from 'vitest';
import { describeRestriction } from './restriction-label';

test.each([
  [{ active: false, mode: 'allow', entries: 2, lockedIp: null }, 'open', 'Any address'],
  [{ active: true, mode: 'allow', entries: 1, lockedIp: null }, 'allowed', '1 entry'],
  [{ active: true, mode: 'allow', entries: 2, lockedIp: null }, 'allowed', '2 entries'],
  [{ active: true, mode: 'allow', entries: 0, lockedIp: null }, 'closed', 'No address'],
  [{ active: true, mode: 'block', entries: 3, lockedIp: '203.0.113.24' }, 'blocked', '3 blocked'],
  [{ active: true, mode: 'block', entries: 0, lockedIp: null }, 'blocked', 'None blocked'],
  [{ active: true, mode: 'lock', entries: 3, lockedIp: '203.0.113.24' }, 'locked', '203.0.113.24'],
  [{ active: true, mode: 'lock', entries: 0, lockedIp: null }, 'unlocked', 'Not locked yet'],
] as const)('labels %j as %s: %s', (restriction, state, text) => {
  expect(describeRestriction(restriction)).toEqual({ state, text });
});
