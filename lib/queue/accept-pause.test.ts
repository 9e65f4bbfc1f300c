import { afterEach, expect, test, vi } from 'vitest';
import { logger } from '../runtime/logger';
import { AcceptPause, MAX_PAUSE_MS } from './accept-pause';

afterEach(() => void vi.restoreAllMocks());

/** Time and lag are set by the test. `pass` lets milliseconds pass and has the lag read if it is due. */
function controlled() {
  const at = { nowMs: 0, lagMs: 0, readMs: 0, reads: 0, fails: false };
  const pause = new AcceptPause({
    now: () => at.nowMs,
    readLag: async () => {
      at.reads++;
      at.nowMs += at.readMs;
      if (at.fails) throw new Error('connection lost');
      return at.lagMs;
    },
  });
  const pass = async (ms: number) => {
    at.nowMs += ms;
    pause.after(10);
    await pause.read();
  };
  return { at, pause, pass };
}

test('is none while the workers are not behind', async () => {
  const { at, pause, pass } = controlled();
  for (const lagMs of [0, 100, 200, 250]) {
    at.lagMs = lagMs;
    await pass(1_000);
    expect([pause.after(20), pause.lastMs]).toEqual([0, 0]);
  }
});

test('is a share of the time that the batch took, bounded, and carries what is less than a millisecond', async () => {
  const { at, pause, pass } = controlled();
  at.lagMs = 2_000;
  await pass(1_000);
  // The first step is 1 at most.
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(() => pause.after(5.5));
  expect(pauses.reduce((sum, ms) => sum + ms)).toBe(55);
  expect(new Set(pauses)).toEqual(new Set([5, 6]));
  expect(pause.lastMs).toBeCloseTo(5.5);
  expect(pause.after(10_000)).toBe(MAX_PAUSE_MS);
});

test('reads the lag at most once a second, and not without batches', async () => {
  const { at, pass } = controlled();
  for (let i = 0; i < 100; i++) await pass(100);
  expect(at.reads).toBe(10);
  await pass(60_000);
  expect(at.reads).toBe(11);
});

test('reads less often where reading takes long', async () => {
  const { at, pass } = controlled();
  at.readMs = 500;
  for (let i = 0; i < 100; i++) await pass(100);
  expect(at.reads).toBe(1);
});

test('begins without a pause after a time without batches', async () => {
  const { at, pause, pass } = controlled();
  at.lagMs = 3_000;
  for (let i = 0; i < 5; i++) await pass(1_000);
  expect(pause.after(20)).toBeGreaterThan(20);
  at.nowMs += 3_000;
  expect(pause.lastMs).toBe(0);
  expect(pause.after(20)).toBe(0);
});

test('shrinks while the lag cannot be read', async () => {
  const warn = vi.spyOn(logger(), 'warn').mockReturnValue();
  const { at, pause, pass } = controlled();
  at.lagMs = 3_000;
  for (let i = 0; i < 3; i++) await pass(1_000);
  at.fails = true;
  for (let i = 0; i < 40; i++) await pass(1_000);
  expect(pause.after(20)).toBe(0);
  expect(warn).toHaveBeenCalled();
});
