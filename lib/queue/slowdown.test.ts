import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SLOWDOWN, nextSlowdown, type Slowdown, TARGET_LAG_MS } from './slowdown';

test.each([
  ['not behind: none', { slowdown: 0, lagMs: 0 }, 0, 0],
  ['a lag up to the target: none', { slowdown: 0, lagMs: 0 }, 400, 0],
  ['above the target: begins', { slowdown: 0, lagMs: 400 }, 600, 0.15],
  ['grows in bounded steps', { slowdown: 1, lagMs: 400 }, 4_000, 1.5],
  ['has an upper limit', { slowdown: 3.9, lagMs: 400 }, 4_000, MAX_SLOWDOWN],
  ['at the target: stays', { slowdown: 1, lagMs: 400 }, 400, 1],
  ['a constant lag above the target: grows', { slowdown: 1, lagMs: 1_400 }, 1_400, 1.15],
  ['a lag that falls quickly: shrinks already', { slowdown: 1, lagMs: 1_400 }, 1_000, 0.85],
  ['caught up: shrinks in bounded steps', { slowdown: 1, lagMs: 2_000 }, 0, 0.8],
  ['not behind any more: shrinks', { slowdown: 1, lagMs: 0 }, 0, 0.94],
  ['caught up: ends', { slowdown: 0.1, lagMs: 400 }, 0, 0],
])('%s', (_, state, lagMs, expected) => {
  const next = nextSlowdown(state, lagMs);
  expect(next.slowdown).toBeCloseTo(expected, 6);
  expect(next.lagMs).toBe(lagMs);
});

test('stays within its limits and returns to none once the workers are not behind', () => {
  const lags = fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(lags, (each) => {
      let state: Slowdown = { slowdown: 0, lagMs: 0 };
      const follow = (lagMs: number) => {
        const next = nextSlowdown(state, lagMs);
        expect(Math.abs(next.slowdown - state.slowdown)).toBeLessThanOrEqual(0.5 + 1e-9);
        expect(next.slowdown).toBeGreaterThanOrEqual(0);
        expect(next.slowdown).toBeLessThanOrEqual(MAX_SLOWDOWN);
        state = next;
      };
      each.forEach(follow);
      for (let i = 0; i < 80; i++) follow(0);
      expect(state.slowdown).toBe(0);
    }),
    { seed: 20_261_128 },
  );
});

/**
 * Simulates acceptance and workers, by the second. `overload`: messages accepted per message that workers can take, without
 * pauses. `written`: the share of acceptance's time in which batches are written; pauses are in relation to it. A lag is
 * published once a second and read a second later.
 */
function simulate(overload: number, written: number, seconds: number) {
  const STEPS = 20;
  let state: Slowdown = { slowdown: 0, lagMs: 0 };
  let waiting = 0;
  let measured = 0;
  let published = 0;
  const lags: number[] = [];
  const rates: number[] = [];
  for (let second = 0; second < seconds; second++) {
    let accepted = 0;
    for (let step = 0; step < STEPS; step++) {
      const rate = overload / (1 + written * state.slowdown);
      accepted += rate / STEPS;
      waiting = Math.max(0, waiting + (rate - 1) / STEPS);
    }
    rates.push(accepted);
    lags.push(waiting * 1_000);
    published = measured;
    measured = Math.round(Math.min(waiting * 1_000, 4_000));
    state = nextSlowdown(state, published);
  }
  return { lags, rates };
}

describe('in a loop with workers that are overloaded', () => {
  test.each([
    ['a little, mostly writing', 1.1, 0.9],
    ['a little, mostly parsing', 1.1, 0.3],
    ['as measured with reports', 1.35, 0.6],
    ['as measured with reports, mostly writing', 1.35, 0.9],
    ['twice', 2, 0.6],
  ])('%s: the lag converges to its target and the rate to what workers take', (_, overload, written) => {
    const { lags, rates } = simulate(overload, written, 120);
    expect(Math.max(...lags)).toBeLessThan(3_500);
    const steady = lags.slice(60);
    expect(Math.max(...steady)).toBeLessThan(TARGET_LAG_MS + 150);
    expect(Math.min(...steady)).toBeGreaterThan(TARGET_LAG_MS - 150);
    for (const rate of rates.slice(60)) expect(Math.abs(rate - 1)).toBeLessThan(0.05);
    // No cycles: after the first excess, acceptance is slowed too much only briefly.
    expect(Math.min(...rates)).toBeGreaterThan(0.6);
  });

  test('acceptance is never slowed while workers are faster than it', () => {
    const { lags, rates } = simulate(0.95, 0.6, 60);
    expect(new Set(lags)).toEqual(new Set([0]));
    expect(Math.min(...rates)).toBeCloseTo(0.95);
  });
});
