import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kindOfError, LogSampler } from './log-sampler';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('logs the first of equal lines, a count every 10 s, and the next one after a quiet window', () => {
  const sampler = new LogSampler();
  const reports: number[] = [];
  const take = (kind: string) => sampler.shouldLog(kind, (repeated) => reports.push(repeated));
  expect([take('a'), take('a'), take('b'), take('a')]).toEqual([true, false, true, false]);
  vi.advanceTimersByTime(10_000);
  expect(reports).toEqual([2]);
  expect(take('a')).toBe(false);
  vi.advanceTimersByTime(20_000);
  expect(reports).toEqual([2, 1]);
  expect(take('a')).toBe(true);
});

test('treats errors as equal when only numbers and ids differ', () => {
  const refused = (port: number) => Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:${port}`), { code: 'X' });
  const outer = (cause: Error) => new Error('failed', { cause });
  expect(kindOfError('m', outer(refused(1)))).toBe(kindOfError('m', outer(refused(22))));
  expect(kindOfError('m', outer(refused(1)))).not.toBe(kindOfError('n', outer(refused(1))));
  expect(kindOfError('m', outer(refused(1)))).not.toBe(kindOfError('m', outer(new Error('other'))));
  const named = (id: string) => new Error(`no row ${id}`);
  expect(kindOfError('m', named('0190b5a4-0000-7000-8000-000000000001'))).toBe(
    kindOfError('m', named('0190b5a4-ffff-7000-8000-00000000000f')),
  );
});
