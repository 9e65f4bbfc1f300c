import { expect, test } from 'vitest';
import { readFilter } from './filter';

const NOW = new Date('2026-11-28T12:00:00Z');
const ID = '019a9f3e-6c1d-7d1a-9f0e-2b8f6f0a4c11';

test('parses the address', () => {
  const { values, filter } = readFilter(
    { event: 'message.delivered', state: 'failed', status: '503', endpoint: ID, search: ID, since: '1h', before: 'b' },
    NOW,
  );
  expect(filter).toMatchObject({
    ...{ event: 'message.delivered', state: 'failed', httpStatus: 503, endpointId: ID, messageId: ID, before: 'b' },
    from: new Date('2026-11-28T11:00:00Z'),
  });
  expect(values).toMatchObject({ status: '503', endpoint: ID, search: ID, since: '1h' });
  expect(readFilter({ endpoint: 'none' }, NOW).filter.endpointId).toBeNull();
});

test.each(['+372 5551 2345', '00372 55512345', '37255512345'])('%s is a recipient', (search) => {
  expect(readFilter({ search }, NOW).filter).toMatchObject({ recipient: '+37255512345' });
});

test('a search for anything else matches nothing', () => {
  expect(readFilter({ search: 'x' }, NOW).filter.messageId).toBe('00000000-0000-0000-0000-000000000000');
});

test.each([
  { event: 'message.nothing' },
  { state: 'constructor' },
  { status: '99' },
  { status: '2000' },
  { status: '1e2' },
  { endpoint: 'x' },
  { event: ['message.delivered', 'message.expired'] },
])('ignores %j', (address) => {
  expect(readFilter(address, NOW)).toEqual(readFilter({}, NOW));
});
