import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRoutes, firstRoute, type Route, type Routed, routeChain } from './route-rules';

const route = (carrier: string, more: Partial<Route> = {}): Route => ({
  carrier,
  prefix: '',
  sender: null,
  environment: 'live',
  accountId: null,
  priority: 1,
  weight: 1,
  ...more,
});
const message = (recipient: string, more: Partial<Routed> = {}): Routed => ({
  recipient,
  sender: null,
  accountId: 'a1',
  environment: 'live',
  ...more,
});
const chain = (routes: Route[], to: Routed, random = 0) => routeChain(compileRoutes(routes, true), to, random);

describe('routeChain', () => {
  it.each<[string, Route[], Routed, string[]]>([
    ['a route of every number', [route('a')], message('+3725550001'), ['a']],
    [
      'the longest prefix first',
      [route('a'), route('b', { prefix: '372' }), route('c', { prefix: '3725' })],
      message('+37255'),
      ['c', 'b', 'a'],
    ],
    ['no route of another prefix', [route('a', { prefix: '44' })], message('+3725550001'), []],
    ['a prefix longer than the number', [route('a', { prefix: '37255500012' })], message('+3725550001'), []],
    [
      'fallbacks by priority',
      [route('b', { priority: 2 }), route('a'), route('c', { priority: 3 })],
      message('+44'),
      ['a', 'b', 'c'],
    ],
    [
      'the prefix before the priority',
      [route('a', { prefix: '372', priority: 2 }), route('b')],
      message('+372'),
      ['a', 'b'],
    ],
    [
      'routes of the sender first',
      [route('a'), route('b', { sender: 'Acme', priority: 9 })],
      message('+44', { sender: 'Acme' }),
      ['b', 'a'],
    ],
    [
      'no route of another sender',
      [route('a'), route('b', { sender: 'Acme' })],
      message('+44', { sender: 'ACME' }),
      ['a'],
    ],
    [
      'routes of the account first',
      [route('a'), route('b', { accountId: 'a1' }), route('c', { accountId: 'a2' })],
      message('+44'),
      ['b', 'a'],
    ],
    ['each carrier once', [route('a', { prefix: '372' }), route('a'), route('b')], message('+372'), ['a', 'b']],
  ])('has %s', (_name, routes, to, expected) => {
    expect(chain(routes, to)).toEqual(expected);
  });

  it('sends test messages to the simulator unless a route of theirs matches', () => {
    const routes = [route('a'), route('b', { environment: 'test', prefix: '372' })];
    expect(chain(routes, message('+44', { environment: 'test' }))).toEqual(['simulator']);
    expect(chain(routes, message('+372', { environment: 'test' }))).toEqual(['b', 'simulator']);
  });

  it('simulates live messages only while no real carrier exists', () => {
    expect(routeChain(compileRoutes([], false), message('+44'), 0)).toEqual(['simulator']);
    expect(routeChain(compileRoutes([], true), message('+44'), 0)).toEqual([]);
  });

  it('shares messages among equal routes by weight', () => {
    const routes = [route('a', { weight: 3 }), route('b', { weight: 1 })];
    const firsts = Array.from({ length: 400 }, (_, i) => chain(routes, message('+44'), i / 400)[0]);
    expect(firsts.filter((carrier) => carrier === 'a')).toHaveLength(300);
    expect(chain(routes, message('+44'), 0.9)).toEqual(['b', 'a']);
  });

  it('begins with firstRoute and has every matching carrier once', () => {
    const routes = fc.array(
      fc.record({
        carrier: fc.constantFrom('a', 'b', 'c', 'd'),
        prefix: fc.constantFrom('', '3', '37', '372', '44'),
        sender: fc.constantFrom(null, 'Acme'),
        environment: fc.constantFrom('live' as const, 'test' as const),
        accountId: fc.constantFrom(null, 'a1', 'a2'),
        priority: fc.integer({ min: 1, max: 3 }),
        weight: fc.integer({ min: 1, max: 5 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        routes,
        fc.constantFrom('+372555', '+4420', '+1212'),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (some, recipient, random) => {
          const compiled = compileRoutes(some, true);
          const to = message(recipient, { sender: 'Acme' });
          const carriers = routeChain(compiled, to, random);
          expect(carriers[0] ?? null).toBe(firstRoute(compiled, to, random));
          expect(new Set(carriers).size).toBe(carriers.length);
        },
      ),
      { seed: 1 },
    );
  });
});
