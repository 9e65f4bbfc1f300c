import { describe, expect, test } from 'vitest';
import { type AlertInput, type AlertKind, wantedAlerts } from './alert-rules';

const NOW = new Date('2026-11-28T12:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
const HEALTHY: AlertInput = {
  state: 'active',
  outage: null,
  oldestQueuedAt: null,
  recent: { delivered: 0, failed: 0 },
  usual: { delivered: 0, failed: 0 },
};
const wanted = (input: Partial<AlertInput>, open: AlertKind[] = []) => [
  ...wantedAlerts({ ...HEALTHY, ...input }, new Set(open), { now: NOW, queueLimitMs: 300_000 }).keys(),
];
const outage = (seconds: number) => ({ since: ago(seconds), reason: 'ECONNREFUSED' });

describe('down', () => {
  test.each<[string, Partial<AlertInput>, AlertKind[]]>([
    ['not at once', { outage: outage(14) }, []],
    ['after 15 s', { outage: outage(15) }, ['down']],
    ['while draining', { outage: outage(60), state: 'draining' }, ['down']],
    ['never while paused', { outage: outage(900), oldestQueuedAt: ago(9_000), state: 'paused' }, []],
  ])('%s', (_, input, kinds) => {
    expect(wanted(input)).toEqual(kinds);
  });

  test('has the reason', () => {
    const alerts = wantedAlerts({ ...HEALTHY, outage: outage(60) }, new Set(), { now: NOW, queueLimitMs: 1 });
    expect(alerts.get('down')).toBe('ECONNREFUSED');
  });
});

test.each<[number, AlertKind[], AlertKind[]]>([
  [299, [], []],
  [300, [], ['queue_age']],
  [200, [], []],
  [200, ['queue_age'], ['queue_age']],
  [149, ['queue_age'], []],
])('a queue of %i s with the open alerts %j has %j', (age, open, kinds) => {
  expect(wanted({ oldestQueuedAt: ago(age) }, open)).toEqual(kinds);
});

const USUAL = { delivered: 950, failed: 50 };
test.each<[string, Partial<AlertInput>, AlertKind[], AlertKind[]]>([
  ['usual', { recent: { delivered: 95, failed: 5 }, usual: USUAL }, [], []],
  ['a drop', { recent: { delivered: 60, failed: 40 }, usual: USUAL }, [], ['delivery_rate']],
  ['too few to say', { recent: { delivered: 0, failed: 49 }, usual: USUAL }, [], []],
  ['between the limits, closed', { recent: { delivered: 70, failed: 30 }, usual: USUAL }, [], []],
  [
    'between the limits, open',
    { recent: { delivered: 70, failed: 30 }, usual: USUAL },
    ['delivery_rate'],
    ['delivery_rate'],
  ],
  ['recovered', { recent: { delivered: 90, failed: 10 }, usual: USUAL }, ['delivery_rate'], []],
  [
    'a carrier that is always low',
    { recent: { delivered: 30, failed: 70 }, usual: { delivered: 300, failed: 700 } },
    [],
    [],
  ],
  ['a new carrier that fails', { recent: { delivered: 10, failed: 90 } }, [], ['delivery_rate']],
])('delivery rate: %s', (_, input, open, kinds) => {
  expect(wanted(input, open)).toEqual(kinds);
});
