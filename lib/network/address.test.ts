import net from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import { clientAddress, normalizeAddress, type Range } from './address';

describe('normalizeAddress', () => {
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
    ['0177.0.0.1', null],
    ['127.1', null],
    ['0x7f000001', null],
    ['256.0.0.1', null],
    ['1.2.3.4.', null],
    ['1.2.3.4 ', null],
    ['1.2.3.4/32', null],
    ['１２７.0.0.1', null],
    ['::ffff:7f00:1', '127.0.0.1'],
    ['::FFFF:127.0.0.1', '127.0.0.1'],
    ['0:0:0:0:0:ffff:127.0.0.1', '127.0.0.1'],
    ['::ffff:010.0.0.1', null],
    ['::ffff:0x7f.0.0.1', null],
    ['::ffff:127.1', null],
    ['::ffff:1.2.3.4%eth0', null],
    ['::1.2.3.4', null],
    ['::102:304', null],
    ['::169.254.169.254', null],
    ['::2', null],
    ['::', '::'],
    ['::0.0.0.0', '::'],
    ['::0.0.0.1', '::1'],
    ['64:ff9b::7f00:1', '64:ff9b::7f00:1'],
    ['64:ff9b::127.0.0.1', '64:ff9b::7f00:1'],
    ['::ffff:0:1.2.3.4', '::ffff:0:102:304'],
    ['1::2::3', null],
    [':::', null],
    [':', null],
    ['1:2:3:4:5:6:7', null],
    ['1:2:3:4:5:6:7:8:9', null],
    ['12345::', null],
    ['g::', null],
    ['', null],
  ])('normalizes %j to %j', (text, expected) => {
    expect(normalizeAddress(text)).toBe(expected);
  });

  const compatible = (text: string) => /^(0*:)+[\da-f.:]*$/i.test(text) && normalizeAddress(text) === null;

  test("accepts what Node's isIP accepts, except zones and IPv4-compatible addresses", () => {
    const letters = fc.constantFrom('0', '1', '00', '7f', 'ffff', '255', '256', ':', '::', '.', '%', 'x', ' ');
    const texts = fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.string({ unit: letters, maxLength: 12 }));
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!compatible(text) || net.isIP(text) === 0);
        expect(normalizeAddress(text) !== null).toBe(net.isIP(text) !== 0 && !text.includes('%'));
      }),
      { seed: 4_291, numRuns: 2_000 },
    );
  });

  test('is idempotent for every address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        fc.pre(!compatible(text));
        const once = normalizeAddress(text);
        expect(once).not.toBeNull();
        expect(normalizeAddress(once ?? '')).toBe(once);
      }),
      { seed: 4_291 },
    );
  });
});

describe('clientAddress', () => {
  const trusted: Range[] = [ipaddr.parseCIDR('10.0.0.0/8'), ipaddr.parseCIDR('::1/128')];

  test.each([
    ['untrusted peer: the header changes nothing', '198.51.100.1', '6.6.6.6', '198.51.100.1'],
    ['no header', '10.0.0.1', undefined, '10.0.0.1'],
    ['the rightmost untrusted address applies', '10.0.0.1', '6.6.6.6, 9.9.9.9', '9.9.9.9'],
    ['trusted hops are skipped', '10.0.0.1', '6.6.6.6, 9.9.9.9, 10.0.0.7', '9.9.9.9'],
    ['an invalid value there yields no address', '10.0.0.1', '6.6.6.6, garbage', null],
    ['"unknown" closes', '10.0.0.1', 'unknown', null],
    ['an invalid value further left is ignored', '10.0.0.1', 'garbage, 9.9.9.9', '9.9.9.9'],
    ['a port is removed', '10.0.0.1', '9.9.9.9:443', '9.9.9.9'],
    ['brackets and port are removed', '10.0.0.1', '[2001:db8::9]:443', '2001:db8::9'],
    ['dual-stack peer', '::ffff:10.0.0.1', '9.9.9.9', '9.9.9.9'],
    ['all hops trusted: the leftmost', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['one hop, trusted', '10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['a trusted hop in mapped form', '10.0.0.1', '9.9.9.9, ::ffff:10.0.0.7', '9.9.9.9'],
    ['a trusted hop with a port', '10.0.0.1', '9.9.9.9, 10.0.0.7:8080, [::1]:80', '9.9.9.9'],
    ['an octal hop yields no address', '10.0.0.1', '9.9.9.9, 012.0.0.1', null],
    ['a short hop yields no address', '10.0.0.1', '9.9.9.9, 10.1', null],
    ['an integer yields no address', '10.0.0.1', '167772161', null],
    ['a zone yields no address', '10.0.0.1', 'fe80::1%eth0', null],
    ['IPv4 in brackets yields no address', '10.0.0.1', '[9.9.9.9]:80', null],
    ['an invalid port yields no address', '10.0.0.1', '9.9.9.9:http', null],
    ['surrounding blanks', '10.0.0.1', ' \t9.9.9.9 ,\t10.0.0.7 ', '9.9.9.9'],
    ['an empty header is ignored', '10.0.0.1', ' ', '10.0.0.1'],
    ['an empty hop in the middle yields no address', '10.0.0.1', '9.9.9.9,,10.0.0.7', null],
    ['a mapped peer in hexadecimal', '::ffff:a00:1', '9.9.9.9', '9.9.9.9'],
    ['the zone of the peer is removed', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['an empty hop yields no address', '10.0.0.1', '9.9.9.9,', null],
    ['no peer', undefined, '9.9.9.9', null],
  ])('%s', (_, peer, header, expected) => {
    expect(clientAddress(peer, header, trusted)).toBe(expected);
  });

  test('ignores every header without trusted proxies', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.string(), (peer, header) => {
        expect(clientAddress(peer, header, [])).toBe(normalizeAddress(peer));
      }),
      { seed: 4_291 },
    );
  });
});
