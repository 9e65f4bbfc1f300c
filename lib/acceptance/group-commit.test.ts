import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AppError } from '../base/errors';
import { GroupCommit } from './group-commit';
import type { Progress } from './group-commit-options';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Every item has the weight 1 and an owner of its own. */
const EACH = { weigh: () => 1, ownerOf: String, tenantOf: String };

/**
 * Records batches, and completes each write when the test releases it. An item is its weight; by default its sign
 * determines its owner.
 */
function controlled(maxWaiting: number, ownerOf: (item: number) => string = (item) => (item > 0 ? 'one' : 'another')) {
  const batches: number[][] = [];
  const releases: (() => void)[] = [];
  const write = async (items: number[]): Promise<number[]> => {
    batches.push(items);
    await new Promise<void>((resolve) => releases.push(resolve));
    return items;
  };
  const options = { write, weigh: Math.abs, ownerOf, tenantOf: ownerOf, maxWaiting: 2 * maxWaiting };
  const commit = new GroupCommit<number, number>(options);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { commit, batches, releases, turn };
}

test('writes a single item immediately and collects later items in the next batch', async () => {
  const { commit, batches, releases, turn } = controlled(1_000);
  const results = [commit.add(1)];
  await turn();
  results.push(commit.add(2));
  await turn();
  results.push(commit.add(3));
  await turn();
  expect(batches).toEqual([[1]]);
  for (let i = 0; i < 2; i++) {
    releases.shift()?.();
    await turn();
    await turn();
  }
  expect(batches).toEqual([[1], [2, 3]]);
  expect(await Promise.all(results)).toEqual([1, 2, 3]);
});

test('writes items of other owners beside up to three slow batches', async () => {
  const { commit, batches, releases, turn } = controlled(1_000, String);
  for (const weight of [1, 2, 3, 4, 5]) {
    void commit.add(weight);
    await turn();
    vi.advanceTimersByTime(20);
    await turn();
  }
  expect(batches).toEqual([[1], [2], [3], [4]]);
  releases[1]?.();
  await turn();
  await turn();
  expect(batches).toEqual([[1], [2], [3], [4], [5]]);
  // Item 5 is not slow yet, although three other batches are.
  void commit.add(6);
  await turn();
  expect(batches).toHaveLength(5);
});

test('holds items of an owner whose batch is slow without blocking other owners', async () => {
  const { commit, batches, releases, turn } = controlled(15);
  const results = [commit.add(-1)];
  await turn();
  results.push(commit.add(-2));
  vi.advanceTimersByTime(20);
  await turn();
  expect(batches).toEqual([[-1]]);
  results.push(commit.add(-8), commit.add(9), commit.add(3));
  await turn();
  expect(batches).toEqual([[-1], [9, 3]]);
  // Held items use no capacity of other tenants.
  results.push(commit.add(9), commit.add(4));
  for (const turnedAway of [commit.add(-1), commit.add(1)]) {
    expect(((await turnedAway.catch((error: unknown) => error)) as AppError).code).toBe('overloaded');
  }
  releases[1]?.();
  await turn();
  await turn();
  expect(batches).toEqual([[-1], [9, 3], [9, 4]]);
  releases[0]?.();
  await turn();
  await turn();
  expect(batches).toEqual([[-1], [9, 3], [9, 4]]);
  releases[2]?.();
  await turn();
  await turn();
  expect(batches).toEqual([[-1], [9, 3], [9, 4], [-2, -8]]);
  releases[3]?.();
  expect(await Promise.all(results)).toEqual([-1, -2, -8, 9, 3, 9, 4]);
  expect(commit.waiting).toBe(0);
});

test('limits a batch to a weight of 512 and writes a heavier item alone', async () => {
  const { commit, batches, releases, turn } = controlled(10_000);
  for (const weight of [500, 20, 1_000]) void commit.add(weight);
  await turn();
  for (let i = 0; i < 3; i++) {
    releases.shift()?.();
    await turn();
    await turn();
  }
  expect(batches).toEqual([[500], [20], [1_000]]);
});

test('rejects items over the limit immediately and accepts items again after the queue shrinks', async () => {
  const { commit, releases, turn } = controlled(10);
  void commit.add(1);
  await turn();
  const waiting = [commit.add(6), commit.add(6)];
  const refused = (await commit.add(1).catch((error: unknown) => error)) as AppError;
  expect([refused.code, refused.retryAfterS, commit.waiting]).toEqual(['overloaded', 1, 12]);
  releases.shift()?.();
  await turn();
  await turn();
  waiting.push(commit.add(1));
  for (let i = 0; i < 4; i++) {
    releases.shift()?.();
    await turn();
    await turn();
  }
  expect(await Promise.all(waiting)).toEqual([6, 6, 1]);
  expect(commit.waiting).toBe(0);
});

test('writes the other items of a batch when the database rejects one', async () => {
  const write = async (items: string[]): Promise<string[]> => {
    if (items.includes('bad')) throw Object.assign(new Error('invalid'), { code: '22021' });
    return items;
  };
  const commit = new GroupCommit<string, string>({ ...EACH, write, maxWaiting: 100 });
  const settled = await Promise.allSettled(['a', 'bad', 'b'].map((item) => commit.add(item)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('commits or fails each part of a split batch separately, in order', async () => {
  const written: string[][] = [];
  const write = async (items: string[]): Promise<string[]> => {
    written.push(items);
    if (items.includes('lost')) throw new Error('Connection terminated');
    return items;
  };
  const split = (items: string[]) => [items.filter((item) => item < 'c'), items.filter((item) => item >= 'c')];
  const commit = new GroupCommit<string, string>({ ...EACH, write, maxWaiting: 9, split });
  const settled = await Promise.allSettled(['lost', 'a', 'd', 'b'].map((item) => commit.add(item)));
  expect(written).toEqual([
    ['a', 'b'],
    ['lost', 'd'],
  ]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
});

/**
 * Writes immediately, except items of a locked owner: their batch fails when the test triggers the lock timeout. An
 * item is its owner.
 */
function withLocks(locked: Set<string>) {
  const batches: string[][] = [];
  const timeouts: (() => void)[] = [];
  const write = async (items: string[]): Promise<string[]> => {
    batches.push(items);
    if (items.some((item) => locked.has(item))) {
      await new Promise<void>((resolve) => timeouts.push(resolve));
      throw Object.assign(new Error('lock not available'), { code: '55P03' });
    }
    return items;
  };
  const commit = new GroupCommit<string, string>({ ...EACH, write, maxWaiting: 3 });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  /** Triggers the server's lock timeout for all blocked batches. */
  const lockTimeout = async () => {
    vi.advanceTimersByTime(500);
    for (const end of timeouts.splice(0)) end();
    for (let i = 0; i < 4; i++) await turn();
  };
  return { commit, batches, lockTimeout, turn };
}

const codeOf = (result: Promise<unknown>) => result.catch((error: { code: string }) => error.code);

test("delays neighbors of a locked key by one lock timeout, once, and fails the key's own requests", async () => {
  const { commit, batches, lockTimeout, turn } = withLocks(new Set(['locked']));
  const own = codeOf(commit.add('locked'));
  const neighbors = [commit.add('a'), commit.add('b')];
  await turn();
  expect(batches).toEqual([['locked', 'a', 'b']]);
  await lockTimeout();
  expect(batches.slice(1)).toEqual([['locked'], ['a'], ['b']]);
  expect(await Promise.all(neighbors)).toEqual(['a', 'b']);
  await lockTimeout();
  // The next item is written without the locked one.
  const later = codeOf(commit.add('locked'));
  await expect(commit.add('c')).resolves.toBe('c');
  await lockTimeout();
  await expect(own).resolves.toBe('55P03');
  for (let i = 0; i < 4; i++) await lockTimeout();
  await expect(later).resolves.toMatch(/55P03|unavailable/);
  expect(batches.filter((batch) => batch.includes('c'))).toEqual([['c']]);
});

test('batches a key with others again after its lock is released', async () => {
  const locked = new Set(['slow']);
  const { commit, batches, lockTimeout, turn } = withLocks(locked);
  const first = commit.add('slow');
  await turn();
  await lockTimeout();
  locked.clear();
  const held = commit.add('slow');
  await lockTimeout();
  await expect(Promise.all([first, held])).resolves.toEqual(['slow', 'slow']);
  const together = [commit.add('slow'), commit.add('a')];
  await expect(Promise.all(together)).resolves.toEqual(['slow', 'a']);
  expect(batches.at(-1)).toEqual(['slow', 'a']);
});

test('rejects requests of a locked key over its limit without using capacity of other keys', async () => {
  const { commit, lockTimeout, turn } = withLocks(new Set(['locked']));
  const first = codeOf(commit.add('locked'));
  await turn();
  await lockTimeout();
  const more = [1, 2, 3, 4].map(() => codeOf(commit.add('locked')));
  await expect(more[3]).resolves.toBe('overloaded');
  await expect(commit.add('a')).resolves.toBe('a');
  for (let i = 0; i < 6; i++) await lockTimeout();
  expect(await Promise.all([first, ...more.slice(0, 3)])).toEqual([
    '55P03',
    ...more.slice(0, 3).map(() => expect.stringMatching(/55P03|unavailable/)),
  ]);
});

test('releases held items when a batch without a lock gets no response, and reports the batch', async () => {
  const batches: number[][] = [];
  let suspects = 0;
  const write = async (items: number[]): Promise<number[]> => {
    batches.push(items);
    return items[0] === 0 ? new Promise(() => {}) : items;
  };
  const onStalled = () => {
    suspects++;
  };
  const commit = new GroupCommit<number, number>({
    ...{ write, weigh: () => 1, ownerOf: () => 'one', tenantOf: () => 'one' },
    maxWaiting: 9,
    onStalled,
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  void commit.add(0);
  await turn();
  const held = commit.add(1);
  vi.advanceTimersByTime(20);
  await turn();
  expect(batches).toEqual([[0]]);
  vi.advanceTimersByTime(580);
  await expect(held).resolves.toBe(1);
  expect(suspects).toBe(1);
});

test('reports a sent batch without a response as unknown and an unsent one as not done', async () => {
  const sent: string[] = [];
  const connect = { silent: new Promise<void>(() => {}), free: Promise.resolve() };
  let connection = connect.free;
  const write = async (items: string[], progress: Progress): Promise<string[]> => {
    await connection;
    progress.isSent = true;
    sent.push(...items);
    return new Promise(() => {});
  };
  const commit = new GroupCommit<string, string>({ ...EACH, write, maxWaiting: 9 });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const first = codeOf(commit.add('sent'));
  await turn();
  vi.advanceTimersByTime(20);
  connection = connect.silent;
  const second = codeOf(commit.add('unsent'));
  await turn();
  vi.advanceTimersByTime(1_800);
  expect([await first, await second, sent]).toEqual(['ETIMEDOUT', 'unavailable', ['sent']]);
});

test('retries held items of a locked key separately, so that they delay neighbors only once', async () => {
  const { commit, batches, lockTimeout, turn } = withLocks(new Set(['locked']));
  void codeOf(commit.add('locked'));
  await turn();
  const [neighbor] = [commit.add('a'), codeOf(commit.add('locked'))];
  vi.advanceTimersByTime(20);
  await lockTimeout();
  await expect(neighbor).resolves.toBe('a');
  expect(batches.filter((batch) => batch.length > 1)).toEqual([['locked', 'locked']]);
});
