import { expect, test } from 'vitest';
import { readFilter } from './filter';

const NOW = new Date('2026-11-21T12:00:00Z');

test('parses the address and ignores invalid values', () => {
  const { values, filter } = readFilter(
    { key: 'k', code: 'ip_not_allowed', address: ' 2001:DB8::0:1 ', since: '1h', before: 'p', after: ['a', 'b'] },
    NOW,
  );
  expect(values).toMatchObject({ key: 'k', code: 'ip_not_allowed', address: '2001:DB8::0:1', since: '1h' });
  expect(filter).toMatchObject({ apiKeyId: 'k', code: 'ip_not_allowed', ip: '2001:db8::1', before: 'p' });
  expect([filter.after, filter.from?.toISOString()]).toEqual([undefined, '2026-11-21T11:00:00.000Z']);
  expect(readFilter({ code: 'constructor', since: 'x', address: '' }, NOW).filter).toEqual(readFilter({}, NOW).filter);
});

test.each(['010.0.0.1', '10.0.0', 'x', '*', '-'])(
  '%s is not an address: it matches nothing and returns an error',
  (address) => {
    const { filter, values, addressProblem } = readFilter({ address }, NOW);
    expect([filter.ip, values.address, addressProblem]).toEqual([
      '-',
      address,
      'Enter one complete IPv4 or IPv6 address.',
    ]);
  },
);
