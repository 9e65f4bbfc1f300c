import { describe, expect, it } from 'vitest';
import {
  adjustLimit,
  firstLimit,
  type HostLimit,
  isPaused,
  isProbed,
  limitOf,
  MAX_LIMIT,
  type Outcome,
} from './host-limit';

const answer = (httpStatus: number, durationMs = 1): Outcome => ({ httpStatus, error: null, durationMs });
const failure = (error: NonNullable<Outcome['error']>): Outcome => ({ httpStatus: null, error, durationMs: 1 });
const at = (limit: number, overrides: Partial<HostLimit> = {}): HostLimit => ({ ...firstLimit(), limit, ...overrides });

describe('adjustLimit', () => {
  it.each<[string, HostLimit, Outcome, number]>([
    ['grows by one per quick answer', at(8), answer(200), 9],
    ['grows with every quick answer, successful or not', at(8), answer(500), 9],
    ['grows by one per round trip above the threshold', at(20, { threshold: 10 }), answer(200), 20.05],
    ['keeps the bound', at(MAX_LIMIT), answer(200), MAX_LIMIT],
    ['keeps with answers that take a while', at(8), answer(200, 1_000), 8],
    ['halves when answers are slow', at(9), answer(200, 3_000), 4],
    ['halves at 429', at(8), answer(429), 4],
    ['halves at 503', at(8), answer(503), 4],
    ['halves when no connection can be made', at(8), failure('connection_refused'), 4],
    ['keeps one', at(1), failure('connection_failed'), 1],
    ['falls to one at a timeout', at(64), failure('timeout'), 1],
    ['keeps with errors of our own', at(8), failure('secret_unreadable'), 8],
  ])('%s', (_, state, outcome, limit) => {
    expect(adjustLimit(state, outcome, 10_000, true).limit).toBeCloseTo(limit);
  });

  it('halves once for all that was sent before', () => {
    const cut = adjustLimit(at(64), answer(503, 5), 10_000, true);
    expect(adjustLimit(cut, answer(503, 5), 10_001, true).limit).toBe(32);
    expect(adjustLimit(cut, answer(503, 5), 10_006, true).limit).toBe(16);
  });

  it('does not grow while fewer are under way than it allows', () => {
    expect(adjustLimit(at(8), answer(200), 10_000, false).limit).toBe(8);
  });
});

describe('the circuit', () => {
  const stateAfter = (outcomes: [Outcome, number][], from = firstLimit()): HostLimit =>
    outcomes.reduce((state, [outcome, now]) => adjustLimit(state, outcome, now, true), from);
  const failing = (count: number, fromMs = 10_000): [Outcome, number][] =>
    Array.from({ length: count }, (_, index) => [answer(500), fromMs + 2 * index]);

  it('opens after ten failures in a row, not after nine, and a success starts again', () => {
    expect(isPaused(stateAfter(failing(9)), 10_100)).toBe(false);
    expect(isPaused(stateAfter([...failing(9), [answer(204), 10_050], ...failing(9, 10_060)]), 10_100)).toBe(false);
    const open = stateAfter(failing(10));
    expect(isPaused(open, 10_100)).toBe(true);
    expect(isPaused(open, 10_018 + 1_000)).toBe(false);
  });

  it('then has one probe under way, and opens for longer each time that it fails, up to 30 s', () => {
    let state = stateAfter(failing(10));
    const pauses: number[] = [];
    for (let probe = 0; probe < 7; probe++) {
      const now = state.pausedUntil + 1;
      expect([isProbed(state), limitOf(state)]).toEqual([true, 1]);
      state = adjustLimit(state, failure('connection_refused'), now, true);
      pauses.push(state.pausedUntil - now);
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('closes when a probe succeeds', () => {
    const state = adjustLimit(stateAfter(failing(10)), answer(200), 20_000, true);
    expect([isProbed(state), isPaused(state, 20_000)]).toEqual([false, false]);
    expect(limitOf(state)).toBeGreaterThan(1);
  });

  it('counts what was under way when it opened once', () => {
    const open = stateAfter(failing(10));
    const late = stateAfter(
      Array.from({ length: 50 }, () => [answer(500, 5_000), 10_030]),
      open,
    );
    expect(late.pausedUntil).toBe(open.pausedUntil);
  });

  it('stays closed with errors of our own', () => {
    const own = Array.from({ length: 30 }, (_, i): [Outcome, number] => [failure('secret_unreadable'), 10_000 + i]);
    expect(isPaused(stateAfter(own), 10_031)).toBe(false);
  });

  it.each([
    [429, 120_000, 120_000],
    [503, 5_000, 5_000],
    [429, 24 * 3_600_000, 3_600_000],
    [500, 120_000, 0],
    [429, null, 0],
  ])('pauses all reports at %d with Retry-After of %d ms for %d ms', (status, retryAfterMs, pauseMs) => {
    const state = adjustLimit(firstLimit(), { ...answer(status), retryAfterMs }, 50_000, true);
    expect(Math.max(0, state.pausedUntil - 50_000)).toBe(pauseMs);
  });
});
