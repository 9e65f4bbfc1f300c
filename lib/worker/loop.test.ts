import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startLoop } from './loop';

const log = pino({ level: 'silent' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('polls at the interval that its rounds return, and runs at once when notified', async () => {
  const run = vi.fn(async () => 1_000);
  const loop = startLoop({ name: 'test', run, log });
  await vi.advanceTimersByTimeAsync(2_500);
  expect(run).toHaveBeenCalledTimes(3);
  loop.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(run).toHaveBeenCalledTimes(4);
  await loop.stop();
});

it('runs another round after a notification during a round', async () => {
  let end: (ms: number) => void = () => undefined;
  const run = vi.fn(() => new Promise<number>((resolve) => (end = resolve)));
  const loop = startLoop({ name: 'test', run, log });
  loop.wake();
  end(1_000);
  await vi.advanceTimersByTimeAsync(0);
  expect(run).toHaveBeenCalledTimes(2);
  end(1_000);
  await loop.stop();
});

it('neither ends nor spins while rounds fail, also with constant notifications, and continues afterwards', async () => {
  let down = true;
  const run = vi.fn(async () => {
    if (down) throw new Error('database is down');
    return 1_000;
  });
  const loop = startLoop({ name: 'test', run, log });
  for (let i = 0; i < 60; i++) {
    loop.wake();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(run.mock.calls.length).toBeGreaterThan(8);
  expect(run.mock.calls.length).toBeLessThan(40);
  down = false;
  await vi.advanceTimersByTimeAsync(6_000);
  const calls = run.mock.calls.length;
  loop.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(run.mock.calls.length).toBe(calls + 1);
  await loop.stop();
});

it('stops after the current round', async () => {
  let end: (ms: number) => void = () => undefined;
  const run = vi.fn(() => new Promise<number>((resolve) => (end = resolve)));
  const loop = startLoop({ name: 'test', run, log });
  const stopped = vi.fn();
  const stopping = loop.stop().then(stopped);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(stopped).not.toHaveBeenCalled();
  end(0);
  await stopping;
  expect(run).toHaveBeenCalledTimes(1);
});
