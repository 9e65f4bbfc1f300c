import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SLOWDOWN, nextSlowdown, type Slowdown, TARGET_LAG_MS } from './slowdown';

test.each([
  ['not behind: none', { slowdown: 0, lagMs: 0 }, 0, 0],
  ['a lag that stays below the target: none', { slowdown: 0, lagMs: 200 }, 300, 0],
  ['a lag that will be above it: begins', { slowdown: 0, lagMs: 0 }, 400, 0.28],
  ['above the target: begins', { slowdown: 0, lagMs: 400 }, 600, 0.18],
  ['grows in bounded steps', { slowdown: 0, lagMs: 400 }, 4_000, 1],
  ['grows in larger steps where it is large', { slowdown: 2, lagMs: 400 }, 4_000, 4],
  ['has an upper limit', { slowdown: 4.5, lagMs: 400 }, 4_000, MAX_SLOWDOWN],
  ['at the target: stays', { slowdown: 1, lagMs: 400 }, 400, 1],
  ['a constant lag above the target: grows', { slowdown: 1, lagMs: 1_400 }, 1_400, 1.4],
  ['a lag that falls quickly: shrinks already', { slowdown: 1, lagMs: 1_400 }, 1_000, 0.68],
  ['caught up: shrinks in bounded steps', { slowdown: 2, lagMs: 2_000 }, 0, 1.4],
  ['not behind any more: shrinks', { slowdown: 1, lagMs: 0 }, 0, 0.84],
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
        expect(next.slowdown - state.slowdown).toBeLessThanOrEqual(1 + state.slowdown / 2 + 1e-9);
        expect(state.slowdown - next.slowdown).toBeLessThanOrEqual(0.2 + state.slowdown / 5 + 1e-9);
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
 * Simulates acceptance and workers. `overload`: messages accepted per message that workers can take, without pauses.
 * `written`: the share of acceptance's time in which batches are written; pauses are in relation to it. The worker measures
 * how long what it takes up has waited, and publishes that twice a second; it is read once a second. Returns, by the second,
 * the wait of what is taken up and the messages accepted.
 */
function simulate(overload: number, written: number, seconds: number) {
  const STEPS = 50;
  let state: Slowdown = { slowdown: 0, lagMs: 0 };
  const accepted: number[] = [0];
  const second = { waitedMs: [] as number[], rates: [] as number[] };
  let taken = 0;
  let first = 0;
  let published = 0;
  let half: number[] = [];
  for (let step = 1; step <= seconds * STEPS; step++) {
    accepted.push((accepted.at(-1) ?? 0) + overload / (1 + written * state.slowdown) / STEPS);
    taken = Math.min(taken + 1 / STEPS, accepted.at(-1) ?? 0);
    while ((accepted[first] ?? taken) < taken - 1e-9) first++;
    const waitedMs = ((step - first) * 1_000) / STEPS;
    half.push(Math.min(waitedMs, 4_000));
    // Published and read at different times.
    if (step % STEPS === Math.round(STEPS * 0.3)) state = nextSlowdown(state, published);
    if (step % (STEPS / 2) !== 0) continue;
    published = half.reduce((sum, ms) => sum + ms) / half.length;
    half = [];
    if (step % STEPS !== 0) continue;
    second.waitedMs.push(waitedMs);
    second.rates.push((accepted.at(-1) ?? 0) - (accepted.at(-1 - STEPS) ?? 0));
  }
  return second;
}

describe('in a loop with workers that are overloaded', () => {
  test.each([
    ['a little, mostly writing', 1.15, 0.9],
    ['a little, mostly parsing', 1.15, 0.3],
    ['as measured with reports', 1.35, 0.6],
    ['as measured with reports, mostly writing', 1.35, 0.9],
    ['twice', 2, 0.6],
  ])('%s: the lag converges to its target and the rate to what workers take', (_, overload, written) => {
    const { waitedMs, rates } = simulate(overload, written, 120);
    expect(Math.max(...waitedMs)).toBeLessThan(overload < 2 ? 1_500 : 3_000);
    expect(Math.max(...waitedMs.slice(15))).toBeLessThan(1_000);
    const steady = waitedMs.slice(60);
    expect(Math.max(...steady)).toBeLessThan(TARGET_LAG_MS + 150);
    expect(Math.min(...steady)).toBeGreaterThan(TARGET_LAG_MS - 150);
    for (const rate of rates.slice(60)) expect(Math.abs(rate - 1)).toBeLessThan(0.06);
    // While the first excess is worked off, acceptance goes on.
    expect(Math.min(...rates)).toBeGreaterThan(0.3);
  });

  test('acceptance is never slowed while workers are faster than it', () => {
    const { rates } = simulate(0.95, 0.6, 60);
    expect(Math.min(...rates)).toBeCloseTo(0.95);
  });
});
