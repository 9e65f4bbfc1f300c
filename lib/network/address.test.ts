import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import { clientAddress, normaliseAddress, type Range } from './address';

describe('normaliseAddress', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::1', '::1'],
    ['010.0.0.1', null],
    ['1.2.3', null],
    ['0x7f.1', null],
    ['2130706433', null],
    ['fe80::1%eth0', null],
    ['1.2.3.4:80', null],
    ['[::1]', null],
    ['unknown', null],
    ['', null],
  ])('%j is %j', (text, expected) => {
    expect(normaliseAddress(text)).toBe(expected);
  });

  test('is idempotent for every address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const once = normaliseAddress(text);
        expect(once).not.toBeNull();
        expect(normaliseAddress(once ?? '')).toBe(once);
      }),
    );
  });
});

describe('clientAddress', () => {
  const trusted: Range[] = [ipaddr.parseCIDR('10.0.0.0/8'), ipaddr.parseCIDR('::1/128')];

  test.each([
    ['untrusted peer: the header changes nothing', '198.51.100.1', '6.6.6.6', '198.51.100.1'],
    ['no header', '10.0.0.1', undefined, '10.0.0.1'],
    ['right-most untrusted counts', '10.0.0.1', '6.6.6.6, 9.9.9.9', '9.9.9.9'],
    ['trusted hops are skipped', '10.0.0.1', '6.6.6.6, 9.9.9.9, 10.0.0.7', '9.9.9.9'],
    ['garbage there closes', '10.0.0.1', '6.6.6.6, garbage', null],
    ['"unknown" closes', '10.0.0.1', 'unknown', null],
    ['garbage further left is not looked at', '10.0.0.1', 'garbage, 9.9.9.9', '9.9.9.9'],
    ['a port is taken off', '10.0.0.1', '9.9.9.9:443', '9.9.9.9'],
    ['brackets and port are taken off', '10.0.0.1', '[2001:db8::9]:443', '2001:db8::9'],
    ['dual-stack peer', '::ffff:10.0.0.1', '9.9.9.9', '9.9.9.9'],
    ['all hops trusted: the peer', '10.0.0.1', '10.0.0.2', '10.0.0.1'],
    ['an empty hop closes', '10.0.0.1', '9.9.9.9,', null],
    ['no peer', undefined, '9.9.9.9', null],
  ])('%s', (_, peer, header, expected) => {
    expect(clientAddress(peer, header, trusted)).toBe(expected);
  });

  test('without trusted proxies no header can change the answer', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.string(), (peer, header) => {
        expect(clientAddress(peer, header, [])).toBe(normaliseAddress(peer));
      }),
    );
  });
});
