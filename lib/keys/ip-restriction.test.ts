import { expect, test } from 'vitest';
import { compileRanges } from '../network/ranges';
import { ipVerdict } from './ip-restriction';

test.each([
  ['off', false, 'allow', [], null, '203.0.113.9', 'allowed'],
  ['off, address unknown', false, 'allow', [], null, null, 'allowed'],
  ['on, address unknown', true, 'block', [], null, null, 'refused'],
  ['allow, listed', true, 'allow', ['203.0.113.0/24'], null, '203.0.113.9', 'allowed'],
  ['allow, not listed', true, 'allow', ['203.0.113.0/24'], null, '203.0.114.9', 'refused'],
  ['allow, empty list', true, 'allow', [], null, '203.0.113.9', 'refused'],
  ['allow anyone', true, 'allow', ['0.0.0.0/0'], null, '203.0.113.9', 'allowed'],
  ['allow anyone means IPv6 too', true, 'allow', ['0.0.0.0/0'], null, '2001:db8::1', 'allowed'],
  ['::/0 is only IPv6', true, 'allow', ['::/0'], null, '203.0.113.9', 'refused'],
  ['block, listed', true, 'block', ['203.0.113.0/24'], null, '203.0.113.9', 'refused'],
  ['block, not listed', true, 'block', ['203.0.113.0/24'], null, '2001:db8::1', 'allowed'],
  ['block, empty list', true, 'block', [], null, '203.0.113.9', 'allowed'],
  ['lock, not used yet', true, 'lock', [], null, '203.0.113.9', 'lock'],
  ['lock, the one', true, 'lock', ['10.0.0.0/8'], '203.0.113.9', '203.0.113.9', 'allowed'],
  ['lock, another', true, 'lock', ['0.0.0.0/0'], '203.0.113.9', '203.0.113.10', 'refused'],
] as const)('%s', (_, active, mode, entries, lockedIp, ip, expected) => {
  expect(ipVerdict({ active, mode, ranges: compileRanges(entries), lockedIp }, ip)).toBe(expected);
});
