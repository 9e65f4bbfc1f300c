import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHttpDate } from './http-date';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const at = (text: string, nowMs = NOW) => {
  const ms = parseHttpDate(text, nowMs);
  return ms === null ? null : new Date(ms).toISOString();
};

describe('parseHttpDate', () => {
  test.each([
    ['IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['asctime', 'Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
    ['asctime, two digits', 'Sat Nov 28 11:58:26 2026', '2026-11-28T11:58:26.000Z'],
    ['29 February', 'Thu, 29 Feb 2024 00:00:00 GMT', '2024-02-29T00:00:00.000Z'],
    ['leap second', 'Sat, 31 Dec 2016 23:59:60 GMT', '2017-01-01T00:00:00.000Z'],
    ['year below 100', 'Sat, 01 Jan 0050 00:00:00 GMT', '0050-01-01T00:00:00.000Z'],
    ['RFC 850 of this century', 'Saturday, 28-Nov-26 11:58:26 GMT', '2026-11-28T11:58:26.000Z'],
    ['RFC 850, 49 years ahead', 'Thursday, 28-Nov-75 12:00:00 GMT', '2075-11-28T12:00:00.000Z'],
    ['RFC 850, 50 years ahead', 'Saturday, 28-Nov-76 12:00:00 GMT', '2076-11-28T12:00:00.000Z'],
    ['RFC 850, more than 50 years ahead', 'Sunday, 28-Nov-76 12:00:01 GMT', '1976-11-28T12:00:01.000Z'],
  ])('%s', (_, text, expected) => {
    expect(at(text)).toBe(expected);
  });

  test('places a two-digit year in the next century near its beginning', () => {
    expect(at('Saturday, 01-Jan-05 00:00:00 GMT', Date.parse('2095-01-01T00:00:00Z'))).toBeNull();
    expect(at('Thursday, 01-Jan-05 00:00:00 GMT', Date.parse('2095-01-01T00:00:00Z'))).toBe('2105-01-01T00:00:00.000Z');
  });

  test.each([
    '',
    'yesterday',
    '1794124800',
    '2026-11-28T11:58:26Z',
    'Sat, 28 Nov 2026 11:58:26',
    'Sat, 28 Nov 2026 11:58:26 UTC',
    'Sat, 28 Nov 2026 11:58:26 +0000',
    'Sat, 28 Nov 2026 11:58:26 EST',
    'Sat, 28 Nov 2026 11:58:26 gmt',
    'sat, 28 nov 2026 11:58:26 GMT',
    'Sat,  28 Nov 2026 11:58:26 GMT',
    'Sat, 28 Nov 2026 11:58:26 GMT ',
    'Sat, 28 Nov 26 11:58:26 GMT',
    'Sat, 28-Nov-26 11:58:26 GMT',
    'Saturday, 28 Nov 2026 11:58:26 GMT',
    'Saturday, 28-Nov-2026 11:58:26 GMT',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun Nov 6 08:49:37 1994',
    'Sun Nov  6 08:49:37 1994 GMT',
    'Fri, 28 Nov 2026 11:58:26 GMT',
    'Mon, 30 Feb 2026 00:00:00 GMT',
    'Sun, 29 Feb 2026 00:00:00 GMT',
    'Sat, 00 Nov 2026 00:00:00 GMT',
    'Sat, 28 Nov 2026 24:00:00 GMT',
    'Sat, 28 Nov 2026 11:60:00 GMT',
    'Sat, 28 Nov 2026 11:58:60 GMT',
    'Sat, 28 Nov 2026 23:59:61 GMT',
    'Sat, 28 Nov 2026 11:58 GMT',
    'Sat, 28 Nov 2026 11:58:26.5 GMT',
  ])('rejects %j', (text) => {
    expect(at(text)).toBeNull();
  });

  test('parses the output of toUTCString in every time zone of the machine', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
        expect(parseHttpDate(date.toUTCString(), NOW)).toBe(Math.floor(date.getTime() / 1_000) * 1_000);
      }),
      { seed: 9_110 },
    );
  });
});
