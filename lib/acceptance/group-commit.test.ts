import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AppError } from '../base/errors';
import { GroupCommit } from './group-commit';
import type { Progress } from './group-commit-options';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Writes what it is told to when it is told to. An item is its weight; by default its sign tells whose it is. */
function controlled(maxWaiting: number, ownerOf: (item: number) => string = (item) => (item > 0 ? 'one' : 'another')) {
  const batches: number[][] = [];
  const releases: (() => void)[] = [];
  const write = async (items: number[]): Promise<number[]> => {
    batches.push(items);
    await new Promise<void>((resolve) => releases.push(resolve));
    return items;
  };
  const commit = new GroupCommit<number, number>({ write, weigh: Math.abs, ownerOf, maxWaiting });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { commit, batches, releases, turn };
}

test('a lone item is written at once, what comes meanwhile goes together', async () => {
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

test('nobody waits for a batch of others that takes long, up to four at once', async () => {
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
  // The fifth is no late one yet, though three others are.
  void commit.add(6);
  await turn();
  expect(batches).toHaveLength(5);
});

test('what is theirs whose batch takes long waits for it, and blocks no other', async () => {
  const { commit, batches, releases, turn } = controlled(10);
  const results = [commit.add(-1)];
  await turn();
  results.push(commit.add(-2));
  vi.advanceTimersByTime(20);
  await turn();
  expect(batches).toEqual([[-1]]);
  results.push(commit.add(-8), commit.add(9), commit.add(3));
  await turn();
  expect(batches).toEqual([[-1], [9, 3]]);
  // What is held back takes nobody else's place, and has bounds of its own.
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

test('a batch holds 512 at most; a heavier item goes alone', async () => {
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

test('what is more than may wait is turned away at once, and taken again once there is room', async () => {
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

test('one item that the database refuses does not fail its neighbours', async () => {
  const write = async (items: string[]): Promise<string[]> => {
    if (items.includes('bad')) throw Object.assign(new Error('invalid'), { code: '22021' });
    return items;
  };
  const commit = new GroupCommit<string, string>({ write, weigh: () => 1, ownerOf: String, maxWaiting: 100 });
  const settled = await Promise.allSettled(['a', 'bad', 'b'].map((item) => commit.add(item)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('parts of a batch fail or are committed each by itself, in order', async () => {
  const written: string[][] = [];
  const write = async (items: string[]): Promise<string[]> => {
    written.push(items);
    if (items.includes('lost')) throw new Error('Connection terminated');
    return items;
  };
  const split = (items: string[]) => [items.filter((item) => item < 'c'), items.filter((item) => item >= 'c')];
  const commit = new GroupCommit<string, string>({ write, weigh: () => 1, ownerOf: String, maxWaiting: 9, split });
  const settled = await Promise.allSettled(['lost', 'a', 'd', 'b'].map((item) => commit.add(item)));
  expect(written).toEqual([
    ['a', 'b'],
    ['lost', 'd'],
  ]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
});

/** Writes at once, except items of a locked owner, whose batch meets a lock timeout once it is told to. An item is its owner. */
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
  const commit = new GroupCommit<string, string>({ write, weigh: () => 1, ownerOf: String, maxWaiting: 3 });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  /** The server's lock timeout of all that wait. */
  const lockTimeout = async () => {
    vi.advanceTimersByTime(500);
    for (const end of timeouts.splice(0)) end();
    for (let i = 0; i < 4; i++) await turn();
  };
  return { commit, batches, lockTimeout, turn };
}

const codeOf = (result: Promise<unknown>) => result.catch((error: { code: string }) => error.code);

test('a locked key delays its neighbors by one lock timeout, once; its own requests end with it', async () => {
  const { commit, batches, lockTimeout, turn } = withLocks(new Set(['locked']));
  const own = codeOf(commit.add('locked'));
  const neighbors = [commit.add('a'), commit.add('b')];
  await turn();
  expect(batches).toEqual([['locked', 'a', 'b']]);
  await lockTimeout();
  expect(batches.slice(1)).toEqual([['locked'], ['a'], ['b']]);
  expect(await Promise.all(neighbors)).toEqual(['a', 'b']);
  await lockTimeout();
  // What comes now is written without the locked one.
  const later = codeOf(commit.add('locked'));
  await expect(commit.add('c')).resolves.toBe('c');
  await lockTimeout();
  await expect(own).resolves.toBe('55P03');
  for (let i = 0; i < 4; i++) await lockTimeout();
  await expect(later).resolves.toMatch(/55P03|unavailable/);
  expect(batches.filter((batch) => batch.includes('c'))).toEqual([['c']]);
});

test('a key that is released is written with the others again', async () => {
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

test('many requests of one locked key are refused once they are too many, and take no place of others', async () => {
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

test('a batch that waits for no lock and gets no answer holds nobody back any more, and is reported', async () => {
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
    write,
    weigh: () => 1,
    ownerOf: () => 'one',
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

test('without an answer in time a sent batch may have been carried out, an unsent one never is', async () => {
  const sent: string[] = [];
  const connect = { silent: new Promise<void>(() => {}), free: Promise.resolve() };
  let connection = connect.free;
  const write = async (items: string[], progress: Progress): Promise<string[]> => {
    await connection;
    progress.isSent = true;
    sent.push(...items);
    return new Promise(() => {});
  };
  const commit = new GroupCommit<string, string>({ write, weigh: () => 1, ownerOf: String, maxWaiting: 9 });
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

test('what waits of a locked key is tried apart too: it delays its neighbors only once', async () => {
  const { commit, batches, lockTimeout, turn } = withLocks(new Set(['locked']));
  void codeOf(commit.add('locked'));
  await turn();
  const [neighbor] = [commit.add('a'), codeOf(commit.add('locked'))];
  vi.advanceTimersByTime(20);
  await lockTimeout();
  await expect(neighbor).resolves.toBe('a');
  expect(batches.filter((batch) => batch.length > 1)).toEqual([['locked', 'locked']]);
});
