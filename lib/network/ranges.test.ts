import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import { runs } from '../testing/property';
import { compileRanges, isInSet, normalizeRange, parseAddressList, parseRange } from './ranges';

describe('normalizeRange', () => {
  test.each([
    ['123.123.123.1/24', '123.123.123.0/24'],
    ['234.234.234.10/32', '234.234.234.10'],
    ['203.0.113.9', '203.0.113.9'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1'],
    ['::ffff:10.0.0.9', '10.0.0.9'],
    ['::ffff:10.0.0.9/104', '10.0.0.0/8'],
    ['::ffff:10.0.0.9/40', null],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:a00:0/104', '10.0.0.0/8'],
    ['::ffff:10.0.0.9/128', '10.0.0.9'],
    ['::ffff:0.0.0.0/96', '0.0.0.0/0'],
    ['::ffff:0.0.0.0/95', null],
    ['::ffff:010.0.0.1', null],
    ['::1.2.3.4', null],
    ['::1.2.3.4/120', null],
    ['0177.0.0.1', null],
    ['127.1', null],
    ['0x7f.1/8', null],
    ['2130706433', null],
    ['[::1]', null],
    ['10.0.0.0/+8', null],
    ['10.0.0.0/ 8', null],
    ['010.0.0.1/8', null],
    ['1.2.3/24', null],
    ['10.0.0.0/33', null],
    ['10.0.0.0/08', null],
    ['10.0.0.0/255.0.0.0', null],
    ['10.0.0.0/8/8', null],
    ['10.0.0.0/', null],
    ['2001:db8::/129', null],
    ['fe80::1%eth0', null],
    ['example.com', null],
    ['256.1.1.1', null],
    ['', null],
  ])('normalizes %j to %j', (entry, expected) => {
    expect(normalizeRange(entry)).toBe(expected);
  });
});

describe('parseRange', () => {
  test.each([
    ['::ffff:10.0.0.9/104', '10.0.0.0', 8],
    ['203.0.113.9', '203.0.113.9', 32],
    ['2001:DB8::1', '2001:db8::1', 128],
    ['2001:db8::1/32', '2001:db8::', 32],
  ])('parses %s as %s/%i', (entry, network, bits) => {
    const range = parseRange(entry);
    expect([range?.[0].toString(), range?.[1]]).toEqual([network, bits]);
  });

  test('returns null for an invalid range', () => {
    expect(parseRange('127.1')).toBeNull();
  });
});

describe('parseAddressList', () => {
  test.each([
    ['0177.0.0.1', 'Write IPv4 addresses as four numbers from 0 to 255 without leading zeros.'],
    ['::ffff:010.0.0.1', 'Write IPv4 addresses as four numbers from 0 to 255 without leading zeros.'],
    ['2130706433', 'Write IPv4 addresses as four numbers from 0 to 255 without leading zeros.'],
    ['0x7f.1', 'Write IPv4 addresses as four numbers from 0 to 255 without leading zeros.'],
    ['::1.2.3.4', 'Write it in IPv4: 1.2.3.4. The form ::1.2.3.4 is deprecated.'],
    ['::ffff:10.0.0.0/40', 'Write the range in IPv4: 10.0.0.0 and a prefix length from 0 to 32.'],
    ['::7f00:1', 'Write it in IPv4: 127.0.0.1. The form ::7f00:1 is deprecated.'],
    ['0:0:0:0:0:0:1.2.3.4/128', 'Write it in IPv4: 1.2.3.4. The form 0:0:0:0:0:0:1.2.3.4 is deprecated.'],
    ['[::1]:80', 'Leave out the brackets and the port.'],
    ['2001:db8::/129', 'The prefix length must be a whole number from 0 to 128.'],
    ['1.2.3.4:80', 'This is neither an IP address nor a range such as 203.0.113.0/24.'],
    ['deadbeef', 'This is neither an IP address nor a range such as 203.0.113.0/24.'],
  ])('%s: %s', (entry, message) => {
    expect(parseAddressList(entry).problems).toEqual([{ line: 1, text: entry, message }]);
  });

  test('parses a pasted list, drops duplicates, keeps the order', () => {
    const text = '10.0.0.0/8, 203.0.113.9;2001:db8::1\r\n\n 10.1.2.3/8\t198.51.100.7 ';
    expect(parseAddressList(text)).toEqual({
      entries: ['10.0.0.0/8', '203.0.113.9', '2001:db8::1', '198.51.100.7'],
      problems: [],
    });
  });

  test('names every invalid line with its fix', () => {
    const { entries, problems } = parseAddressList(
      ['010.0.0.1/8', '203.0.113.9', '1.2.3/24', '10.0.0.0/33', '10.0.0.0/255.0.0.0', 'fe80::1%eth0', 'mum'].join('\n'),
    );
    expect(entries).toEqual(['203.0.113.9']);
    expect(problems.map(({ line, message }) => [line, message.split(' ').slice(0, 3).join(' ')])).toEqual([
      [1, 'Write IPv4 addresses'],
      [3, 'Write IPv4 addresses'],
      [4, 'The prefix length'],
      [5, 'Write the range'],
      [6, 'Leave out the'],
      [7, 'This is neither'],
    ]);
  });
});

const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6());
const anyRange = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
);

describe('membership', () => {
  test('agrees with ipaddr.js, range by range', () => {
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 20 }), anyAddress, (ranges, text) => {
        const written = ranges.map(([address, bits]) => `${address}/${bits}`);
        const { entries, problems } = parseAddressList(written.join('\n'));
        fc.pre(problems.length === 0 && !entries.includes('0.0.0.0/0'));
        const address = ipaddr.process(text);
        const expected = entries.some((entry) => {
          const [network, bits] = ipaddr.parseCIDR(
            entry.includes('/') ? entry : `${entry}/${entry.includes(':') ? 128 : 32}`,
          );
          return network.kind() === address.kind() && address.match(network, bits);
        });
        expect(isInSet(address.toString(), compileRanges(entries))).toBe(expected);
      }),
      { numRuns: runs(100, 1_000) },
    );
  });

  test('an address is in its own range, and its neighbors outside are not', () => {
    const set = compileRanges(['203.0.113.0/24', '203.0.114.0/24', '198.51.100.7']);
    expect(['203.0.113.0', '203.0.114.255', '198.51.100.7'].map((ip) => isInSet(ip, set))).toEqual([true, true, true]);
    expect(['203.0.112.255', '203.0.115.0', '198.51.100.8', '::1'].map((ip) => isInSet(ip, set))).toEqual(
      Array(4).fill(false),
    );
  });
});
