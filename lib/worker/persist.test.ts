import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { persist } from './persist';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const down = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

it('tries for as long as the database is down, then gives what was written', async () => {
  const write = vi.fn<() => Promise<string>>();
  for (let i = 0; i < 40; i++) write.mockRejectedValueOnce(down());
  write.mockResolvedValueOnce('written');
  const result = persist(write, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(90_000);
  expect(await result).toBe('written');
  expect(write).toHaveBeenCalledTimes(41);
});

it('gives up what the database refuses again and again', async () => {
  const write = vi.fn(async () => {
    throw new Error('value too long');
  });
  const result = expect(persist(write, new AbortController().signal)).rejects.toThrow('value too long');
  await vi.advanceTimersByTimeAsync(60_000);
  await result;
  expect(write).toHaveBeenCalledTimes(5);
});

it('gives up when told to', async () => {
  const abort = new AbortController();
  const result = expect(
    persist(async () => {
      throw down();
    }, abort.signal),
  ).rejects.toThrow('ECONNREFUSED');
  abort.abort();
  await vi.advanceTimersByTimeAsync(2_000);
  await result;
});
