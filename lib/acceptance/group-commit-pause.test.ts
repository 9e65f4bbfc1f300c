import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GroupCommit } from './group-commit';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Records batches, and completes each write when the test releases it. Every item has an owner of its own. */
function controlled(pauseAfter: (batchMs: number) => number) {
  const batches: number[][] = [];
  const releases: (() => void)[] = [];
  const write = async (items: number[]): Promise<number[]> => {
    batches.push(items);
    await new Promise<void>((resolve) => releases.push(resolve));
    return items;
  };
  const commit = new GroupCommit<number, number>({
    ...{ write, weigh: () => 1, ownerOf: String, tenantOf: String, maxWaiting: 1_000 },
    pauseAfter,
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const release = async () => {
    releases.shift()?.();
    await turn();
  };
  return { commit, batches, release, turn };
}

test('pauses between batches for as long as the option returns, and not before the first', async () => {
  const pauses = [30, 0];
  const { commit, batches, release, turn } = controlled(() => pauses.shift() ?? 0);
  const results = [commit.add(1)];
  await turn();
  expect(batches).toEqual([[1]]);
  results.push(commit.add(2));
  await release();
  results.push(commit.add(3));
  vi.advanceTimersByTime(29);
  await turn();
  expect(batches).toEqual([[1]]);
  vi.advanceTimersByTime(1);
  await turn();
  expect(batches).toEqual([[1], [2, 3]]);
  await release();
  results.push(commit.add(4));
  await turn();
  expect(batches).toEqual([[1], [2, 3], [4]]);
  await release();
  expect(await Promise.all(results)).toEqual([1, 2, 3, 4]);
});

test('returns a result before the pause that follows it', async () => {
  const { commit, release, turn } = controlled(() => 30);
  const result = commit.add(1);
  await turn();
  await release();
  expect(await result).toBe(1);
});

test('passes the time that the batch took', async () => {
  const pauseAfter = vi.fn(() => 0);
  const { commit, release, turn } = controlled(pauseAfter);
  void commit.add(1);
  await turn();
  vi.advanceTimersByTime(12);
  await release();
  expect(pauseAfter.mock.calls).toEqual([[12]]);
});

test('starts no batch beside a slow one during a pause', async () => {
  const { commit, batches, release, turn } = controlled(() => 30);
  void commit.add(1);
  await turn();
  vi.advanceTimersByTime(20);
  void commit.add(2);
  await turn();
  await release();
  void commit.add(3);
  vi.advanceTimersByTime(29);
  await turn();
  expect(batches).toEqual([[1], [2]]);
  vi.advanceTimersByTime(1);
  await turn();
  expect(batches).toEqual([[1], [2], [3]]);
});
