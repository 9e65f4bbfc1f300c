import { expect, test } from 'vitest';
import { explainChain } from './explain-chain';
import { compileRoutes, type Route, type Routed } from './route-rules';

const route = (carrier: string, match: Partial<Route> = {}): Route => ({
  carrier,
  prefix: '',
  sender: null,
  environment: 'live',
  accountId: null,
  priority: 1,
  weight: 1,
  ...match,
});
const MESSAGE: Routed = { recipient: '+37255555555', sender: 'Acme', accountId: 'a1', environment: 'live' };
const reasons = (routes: Route[], message = MESSAGE, hasRealCarrier = true) =>
  explainChain(compileRoutes(routes, hasRealCarrier), message).map(({ carrier, reason }) => `${carrier}: ${reason}`);

test('each carrier of the chain has the reason for its place', () => {
  const routes = [
    route('all'),
    route('estonia', { prefix: '372' }),
    route('estonia-second', { prefix: '372', priority: 2 }),
    route('of-sender', { prefix: '372', sender: 'Acme' }),
    route('of-account', { prefix: '372', accountId: 'a1' }),
    route('latvia', { prefix: '371' }),
    route('of-other-sender', { prefix: '372', sender: 'Other' }),
  ];
  expect(reasons(routes)).toEqual([
    'of-sender: route for +372…, from Acme, priority 1',
    'of-account: route for +372…, of this account, priority 1',
    'estonia: route for +372…, priority 1',
    'estonia-second: route for +372…, priority 2',
    'all: route for all numbers, priority 1',
  ]);
});

test('equal routes have their share', () => {
  const chain = explainChain(compileRoutes([route('a', { weight: 3 }), route('b')], true), MESSAGE);
  expect(chain.map(({ share }) => share)).toEqual([0.75, 0.25]);
  expect(chain[0]?.reason).toBe('route for all numbers, priority 1, 75 % of the messages');
});

test.each([
  ['live without a real carrier', [], MESSAGE, false, ['simulator: no real carrier is connected yet']],
  ['live without a route', [route('latvia', { prefix: '371' })], MESSAGE, true, []],
  [
    'test without a route',
    [route('all')],
    { ...MESSAGE, environment: 'test' as const },
    true,
    ['simulator: test messages without a route go to the simulator'],
  ],
  [
    'test with a route',
    [route('sandbox', { environment: 'test' as const })],
    { ...MESSAGE, environment: 'test' as const },
    true,
    ['sandbox: route for all numbers, priority 1', 'simulator: last choice of test messages'],
  ],
])('%s', (_, routes, message, hasRealCarrier, expected) => {
  expect(reasons(routes, message, hasRealCarrier)).toEqual(expected);
});
