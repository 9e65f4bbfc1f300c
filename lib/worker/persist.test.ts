import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isolate, persist, persistEach } from './persist';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const down = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

it('retries while the database is down, then returns what was written', async () => {
  const write = vi.fn<() => Promise<string>>();
  for (let i = 0; i < 40; i++) write.mockRejectedValueOnce(down());
  write.mockResolvedValueOnce('written');
  const result = persist(write, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(90_000);
  expect(await result).toBe('written');
  expect(write).toHaveBeenCalledTimes(41);
});

it('gives up after the database rejected the write repeatedly', async () => {
  const write = vi.fn(async () => {
    throw new Error('value too long');
  });
  const result = expect(persist(write, new AbortController().signal)).rejects.toThrow('value too long');
  await vi.advanceTimersByTimeAsync(60_000);
  await result;
  expect(write).toHaveBeenCalledTimes(5);
});

it('stops when aborted', async () => {
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

const refusal = () => Object.assign(new Error('invalid byte sequence'), { code: '22021' });

it('writes everything except what the database rejects, each of those alone, in few attempts', async () => {
  const written: number[] = [];
  const refused: number[] = [];
  const write = vi.fn(async (batch: number[]) => {
    if (batch.some((item) => item % 400 === 7)) throw refusal();
    written.push(...batch);
  });
  const items = Array.from({ length: 500 }, (_, item) => item);
  await isolate(items, write, async (item) => void refused.push(item));
  expect(refused).toEqual([7, 407]);
  expect(written.toSorted((a, b) => a - b)).toEqual(items.filter((item) => !refused.includes(item)));
  expect(write.mock.calls.length).toBeLessThan(50);
});

it('distinguishes an unavailable database from a rejection', async () => {
  const onRefused = vi.fn();
  await expect(isolate([1, 2], () => Promise.reject(down()), onRefused)).rejects.toThrow('ECONNREFUSED');
  expect(onRefused).not.toHaveBeenCalled();
});

it('waits for the database, and halves batches that it rejects', async () => {
  const written: number[] = [];
  let away = 3;
  const write = async (batch: number[]) => {
    if (away-- > 0) throw down();
    if (batch.includes(2)) throw refusal();
    written.push(...batch);
  };
  const refused: number[] = [];
  const done = persistEach([1, 2, 3], write, async (item) => void refused.push(item), new AbortController().signal);
  await vi.advanceTimersByTimeAsync(60_000);
  await done;
  expect([written, refused]).toEqual([[1, 3], [2]]);
});
