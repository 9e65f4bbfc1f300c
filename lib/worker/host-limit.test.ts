import { describe, expect, it } from 'vitest';
import { adjustLimit, firstLimit, type HostLimit, MAX_LIMIT, type Outcome } from './host-limit';

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
