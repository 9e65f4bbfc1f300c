import { expect, it, vi } from 'vitest';
import { Backlog, type BacklogOptions } from './backlog';

/** A backlog on a clock that stands still, whose counts take `durationMs` and end when `end` is called. */
function setUp(limit: number, findOverShare?: BacklogOptions['findOverShare']) {
  const clock = { nowMs: 0 };
  const ends: ((waiting: number | Error) => void)[] = [];
  const backlog = new Backlog({
    limit,
    findOverShare,
    now: () => clock.nowMs,
    count: () =>
      new Promise((resolve, reject) =>
        ends.push((waiting) => (waiting instanceof Error ? reject(waiting) : resolve(waiting))),
      ),
  });
  const end = async (waiting: number | Error, durationMs = 0) => {
    clock.nowMs += durationMs;
    ends.at(-1)?.(waiting);
    await backlog.counted();
  };
  return { backlog, clock, end, counts: () => ends.length };
}

it('counts only when needed, one count at a time, at most once a second', async () => {
  const { backlog, clock, end, counts } = setUp(10);
  expect(counts()).toBe(0);
  for (let i = 0; i < 100; i++) expect(backlog.isFull()).toBe(false);
  expect(counts()).toBe(1);
  await end(9);
  clock.nowMs += 999;
  expect(backlog.isFull()).toBe(false);
  expect(counts()).toBe(1);
  clock.nowMs += 1;
  backlog.isFull();
  expect(counts()).toBe(2);
});

it('counts for at most a twentieth of the time', async () => {
  const { backlog, clock, end, counts } = setUp(10);
  backlog.isFull();
  await end(9, 300);
  clock.nowMs += 5_999;
  backlog.isFull();
  expect(counts()).toBe(1);
  clock.nowMs += 1;
  backlog.isFull();
  expect(counts()).toBe(2);
});

it('refuses from the limit on, names what waits, and accepts again below it', async () => {
  const { backlog, clock, end } = setUp(1_200);
  expect(await backlog.findRefusal('a')).toBeNull();
  await end(1_200, 100);
  expect(backlog.isFull()).toBe(true);
  expect(await backlog.findRefusal('a')).toMatchObject({
    code: 'overloaded',
    retryAfterS: 2,
    message: expect.stringMatching(
      /^1,200 messages wait to be submitted, and MAX_QUEUED_MESSAGES allows 1,200\. The op/,
    ),
  });
  clock.nowMs += 2_000;
  expect(backlog.isFull()).toBe(true);
  await end(1_199);
  expect(backlog.isFull()).toBe(false);
});

it('waits for a new count rather than refuse by an old one, and never waits below the limit', async () => {
  const { backlog, clock, end } = setUp(10);
  backlog.isFull();
  await end(10);
  clock.nowMs += 3_600_000;
  const refusal = backlog.findRefusal('a');
  await end(0);
  expect(await refusal).toBeNull();
  clock.nowMs += 3_600_000;
  expect(await backlog.findRefusal('a')).toBeNull();
});

it('judges by the old count when the new one takes longer than a request may wait', async () => {
  vi.useFakeTimers();
  const { backlog, clock, end } = setUp(10);
  backlog.isFull();
  await end(10);
  clock.nowMs += 3_600_000;
  const refusal = backlog.findRefusal('a');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await refusal).toMatchObject({ code: 'overloaded' });
  vi.useRealTimers();
});

it('refuses an account over its share alone, and after a pause only by a new count', async () => {
  const overShare = new Set(['a']);
  const { backlog, clock, end } = setUp(10, async () => new Set(overShare));
  backlog.isFull();
  await end(8);
  expect([backlog.isFull(), backlog.isFullFor('a'), backlog.isFullFor('b')]).toEqual([false, true, false]);
  expect(await backlog.findFull()).toBeNull();
  expect(await backlog.findRefusal('b')).toBeNull();
  expect(await backlog.findRefusal('a')).toMatchObject({ code: 'overloaded', retryAfterS: 1 });
  overShare.clear();
  clock.nowMs += 3_600_000;
  const refusal = backlog.findRefusal('a');
  await end(8);
  expect(await refusal).toBeNull();
});

it('keeps the last count when a count fails, and counts again later', async () => {
  const { backlog, clock, end, counts } = setUp(10);
  backlog.isFull();
  await end(new Error('no database'));
  expect([backlog.waiting, backlog.isFull()]).toEqual([null, false]);
  clock.nowMs += 1_000;
  backlog.isFull();
  await end(10);
  clock.nowMs += 1_000;
  backlog.isFull();
  await end(new Error('no database'));
  expect([backlog.isFull(), counts()]).toEqual([true, 3]);
});
