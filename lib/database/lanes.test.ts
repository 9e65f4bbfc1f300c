import { expect, test } from 'vitest';
import { Lanes } from './lanes';

const LONG_MS = 60_000;

/** Work that ends when its `end` is called. */
function held() {
  let end: (value: string) => void = () => {};
  const result = new Promise<string>((resolve) => {
    end = resolve;
  });
  let isStarted = false;
  const work = () => {
    isStarted = true;
    return result;
  };
  return { work, end: () => end('done'), isStarted: () => isStarted };
}

test('an owner uses as many places as a lane has, and the next one starts when one ends', async () => {
  const lanes = new Lanes(2, LONG_MS);
  const works = [held(), held(), held()];
  const results = works.map(({ work }) => lanes.run('a', work));
  const other = held();
  const otherResult = lanes.run('b', other.work);
  const started = () => works.map(({ isStarted }) => isStarted());
  expect(started()).toEqual([true, true, false]);
  expect(other.isStarted()).toBe(true);
  works[0]?.end();
  await results[0];
  expect(started()).toEqual([true, true, true]);
  for (const { end } of [...works, other]) end();
  expect(await Promise.all([...results, otherResult])).toEqual(['done', 'done', 'done', 'done']);
});

test('work that could not be started in time is refused, and one that fails frees its place', async () => {
  const lanes = new Lanes(1, 1);
  const first = held();
  const running = lanes.run('a', first.work);
  const second = held();
  await expect(lanes.run('a', second.work)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('Nothing was done'),
  });
  first.end();
  await running;
  expect(second.isStarted()).toBe(false);
  await expect(lanes.run('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  await expect(lanes.run('a', async () => 'next')).resolves.toBe('next');
});
