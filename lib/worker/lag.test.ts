import { expect, test } from 'vitest';
import { BUSY_FROM, Lag, MOST_COUNTED_MS } from './lag';

const busy = () => 1;

test('is the mean wait of messages and that of reports, together', () => {
  const lag = new Lag(busy);
  lag.took('messages', 99, 1_000);
  lag.took('messages', 1, 0);
  lag.took('reports', 10, 200);
  expect(lag.sample()).toBe(1_190);
});

test('has what was taken up in two samples: claims of many messages are rarer than samples', () => {
  const lag = new Lag(busy);
  lag.took('messages', 1, 1_500);
  const first = lag.sample();
  lag.took('messages', 3, 500);
  expect([first, lag.sample(), lag.sample(), lag.sample()]).toEqual([1_500, 750, 500, 0]);
});

test.each([
  [0, 0],
  [BUSY_FROM - 0.01, 0],
  [BUSY_FROM, 2_000],
  [1, 2_000],
])('with an event loop that was busy for %d of the time it is %d', (utilization, expected) => {
  const lag = new Lag(() => utilization);
  lag.took('messages', 100, 2_000);
  expect(lag.sample()).toBe(expected);
});

test('does not count few jobs that waited for long as a lag of all', () => {
  const lag = new Lag(busy);
  lag.took('messages', 100, 24 * 3_600_000);
  lag.took('messages', 9_900, 10);
  expect(lag.sample()).toBeLessThanOrEqual(10 + MOST_COUNTED_MS / 100);
});

test('takes clocks that differ for no wait', () => {
  const lag = new Lag(busy);
  lag.took('messages', 1, -5_000);
  expect(lag.sample()).toBe(0);
});

test('reads the utilization of the event loop since the last sample', () => {
  const lag = new Lag();
  lag.took('messages', 1, 1_000);
  const until = performance.now() + 20;
  while (performance.now() < until);
  expect([0, 1_000]).toContain(lag.sample());
});
