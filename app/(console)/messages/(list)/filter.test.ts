import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isId, lowestIdAt } from '@/lib/base/ids';
import { type MessageAddress, readFilter } from './filter';

const NOW = new Date('2026-11-21T12:00:00Z');

/** The parsed period of an address: the values of the form, and the bounds of the list. */
function periodOf(search: MessageAddress) {
  const { values, filter } = readFilter(search, NOW);
  const words = Object.values({ since: values.since, from: values.from, to: values.to });
  return { words, bounds: [filter.from?.toISOString(), filter.until?.toISOString()] };
}

describe('the period', () => {
  test.each<[MessageAddress, string]>([
    [{ since: '1h' }, '2026-11-21T11:00:00.000Z'],
    [{ since: '24h' }, '2026-11-20T12:00:00.000Z'],
    [{ since: '7d' }, '2026-11-14T12:00:00.000Z'],
    [{ since: '30d' }, '2026-10-22T12:00:00.000Z'],
    [{ since: ' 24h ', from: '2026-11-01', to: '2026-11-20' }, '2026-11-20T12:00:00.000Z'],
  ])('%j ends now and begins at %s', (search, from) => {
    expect(periodOf(search)).toEqual({
      words: [String(search.since).trim(), undefined, undefined],
      bounds: [from, undefined],
    });
  });

  const FIRST = '2026-11-01T00:00:00.000Z';
  const END = '2026-11-21T00:00:00.000Z';
  test.each<[MessageAddress, (string | undefined)[], (string | undefined)[]]>([
    [{ from: '2026-11-01', to: '2026-11-20' }, ['2026-11-01', '2026-11-20'], [FIRST, END]],
    [{ from: '2026-11-20', to: '2026-11-01' }, ['2026-11-01', '2026-11-20'], [FIRST, END]],
    [{ from: '2026-11-20', to: '2026-11-20' }, ['2026-11-20', '2026-11-20'], ['2026-11-20T00:00:00.000Z', END]],
    [{ from: '2026-11-01' }, ['2026-11-01', undefined], [FIRST, undefined]],
    [{ to: '2026-11-20' }, [undefined, '2026-11-20'], [undefined, END]],
    [{ from: 'x', to: '2026-11-20' }, [undefined, '2026-11-20'], [undefined, END]],
    [{ since: 'between', from: '2026-11-01', to: '' }, ['2026-11-01', undefined], [FIRST, undefined]],
    [{ to: '2028-02-29' }, [undefined, '2028-02-29'], [undefined, '2028-03-01T00:00:00.000Z']],
  ])('%j is the days %j with the bounds %j', (search, days, bounds) => {
    expect(periodOf(search)).toEqual({ words: [undefined, ...days], bounds });
  });

  test.each<MessageAddress>([
    {},
    { since: '' },
    { since: '2h' },
    { since: 'between' },
    { since: 'toString' },
    { since: ['1h', '24h'] },
    { from: '2026-02-30' },
    { from: '2026-13-01', to: '2027-02-29' },
    { from: '20261101' },
    { from: '2026-11-01T00:00' },
    { from: '12026-11-01', to: '-000001-01-01' },
    { from: ['2026-11-01', '2026-11-02'] },
  ])('%j has no period', (search) => {
    expect(periodOf(search)).toEqual({ words: [undefined, undefined, undefined], bounds: [undefined, undefined] });
  });

  test('no address is an error, and every bound is an id', () => {
    const day = fc.date({ noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
    const word = fc.oneof(fc.string(), day, fc.array(fc.string()), fc.constant(undefined));
    fc.assert(
      fc.property(word, word, word, (since, from, to) => {
        const { filter } = readFilter({ since, from, to }, NOW);
        for (const at of [filter.from, filter.until]) if (at) expect(isId(lowestIdAt(at))).toBe(true);
      }),
    );
  });
});

test('the period leaves the other filters as they are', () => {
  const search = { status: 'failed', key: 'k', search: '00372 5551 0001', before: 'b', after: 'a' };
  const alone = readFilter(search, NOW);
  const both = readFilter({ ...search, since: '1h' }, NOW);
  expect(both.values).toEqual({ ...alone.values, since: '1h' });
  expect(both.filter).toEqual({ ...alone.filter, from: new Date('2026-11-21T11:00:00Z') });
});

describe('the search', () => {
  const ID = '019a9f3e-6c1d-7d1a-9f0e-2b8f6f0a4c11';
  const NUMBER = '+37255510001';
  test.each<[string, ReturnType<typeof readFilter>['filter']['search']]>([
    ['+37255510001', { recipient: NUMBER, reference: '+37255510001', id: undefined }],
    [' 00372 5551 0001 ', { recipient: NUMBER, reference: '00372 5551 0001', id: undefined }],
    ['37255510001', { recipient: NUMBER, reference: '37255510001', id: undefined }],
    ['order-4711', { recipient: undefined, reference: 'order-4711', id: undefined }],
    [ID, { recipient: undefined, reference: ID, id: ID }],
  ])('%s matches recipient, reference and id', (search, wanted) => {
    expect(readFilter({ search }, NOW).filter.search).toEqual(wanted);
  });

  test.each(['', '  ', 'a\0', '\ud83d', ['a', 'b']])('%j is ignored', (search) => {
    const { filter, values } = readFilter({ search }, NOW);
    expect([filter.search, values.search]).toEqual([undefined, undefined]);
  });
});
