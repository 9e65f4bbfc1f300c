import { expect, it } from 'vitest';
import { hostOfLane, laneOf } from './lane';

const ENDPOINT = '01a2246d-aa27-7000-b763-df7276e3f1d8';

type Target = [accountId: string, endpointId: string | null, url: string];

it.each<[string, Target, Target, boolean]>([
  [
    'the same for any query',
    ['a', null, 'https://h.example/dlr?id=1'],
    ['a', null, 'https://h.example/dlr?id=2'],
    true,
  ],
  ['apart for another path', ['a', null, 'https://h.example/dlr'], ['a', null, 'https://h.example/other'], false],
  ['apart for another account', ['a', null, 'https://h.example/dlr'], ['b', null, 'https://h.example/dlr'], false],
  ['apart for another host', ['a', null, 'https://h.example/dlr'], ['a', null, 'https://i.example/dlr'], false],
  ['apart for an endpoint', ['a', null, 'https://h.example/dlr'], ['a', ENDPOINT, 'https://h.example/dlr'], false],
])('is %s', (_, one, other, isSame) => {
  expect(laneOf(...one) === laneOf(...other)).toBe(isSame);
});

it('begins with host and port', () => {
  expect(hostOfLane(laneOf('a', null, 'http://h.example:8080/dlr'))).toBe('h.example:8080');
  expect(laneOf('a', ENDPOINT, 'https://[2001:db8::1]:8443/')).toBe(`[2001:db8::1]:8443#${ENDPOINT}`);
  expect(hostOfLane('h.example')).toBe('h.example');
  expect(laneOf('a', null, 'no url')).toBe('');
});

it('has at most 4,096 per account and host, however many paths are used', () => {
  const lanes = Array.from({ length: 20_000 }, (_, i) => laneOf('a', null, `https://h.example/dlr/${i}`));
  expect(new Set(lanes).size).toBeLessThanOrEqual(4_096);
});
