import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairQueue } from './fair-queue';
import { GroupCommit } from './group-commit';

test('a tenant fills half of an empty queue, and each further tenant its share', () => {
  const queue = new FairQueue(8_000);
  const fill = (tenant: string) => {
    let items = 0;
    for (; queue.admits(tenant, 1_000); items++) queue.enter(tenant, 1_000);
    return items;
  };
  expect(['a', 'b', 'c', 'd'].map(fill)).toEqual([4, 3, 2, 2]);
  expect(queue.admits('a', 1)).toBe(false);
});

test('never refuses a tenant that has nothing waiting and stays within its share, however many others are full', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 1_000 })), { maxLength: 300 }), (adds) => {
      const queue = new FairQueue(8_192);
      let total = 0;
      for (const [tenant, weight] of adds) {
        if (!queue.admits(String(tenant), weight)) continue;
        queue.enter(String(tenant), weight);
        total += weight;
      }
      expect(queue.admits('new', 8_192 / (queue.tenants + 2))).toBe(true);
      expect(total).toBeLessThan(3 * 8_192);
    }),
    { seed: 18, numRuns: 300 },
  );
});

test('two tenants get the same share of what is taken, however much either added', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ isHeavy: fc.boolean(), weight: fc.integer({ min: 1, max: 100 }) }), { minLength: 50 }),
      (adds) => {
        const queue = new FairQueue(Number.POSITIVE_INFINITY);
        const waiting = adds.map(({ isHeavy, weight }) => {
          const tenant = isHeavy ? 'heavy' : 'light';
          return {
            tenant,
            weight: isHeavy ? weight * 10 : weight,
            place: queue.enter(tenant, isHeavy ? weight * 10 : weight),
          };
        });
        const taken = { heavy: 0, light: 0 };
        const left = { heavy: 0, light: 0 };
        for (const { tenant } of waiting) left[tenant as 'heavy']++;
        for (const { tenant, weight } of waiting.toSorted((a, b) => a.place - b.place)) {
          if (left.heavy === 0 || left.light === 0) break;
          left[tenant as 'heavy']--;
          taken[tenant as 'heavy'] += weight;
          expect(Math.abs(taken.heavy - taken.light)).toBeLessThanOrEqual(1_000);
        }
      },
    ),
    { seed: 18, numRuns: 200 },
  );
});

test('keeps the order of a tenant', () => {
  const queue = new FairQueue(1_000);
  const places = [3, 1, 2].map((weight) => queue.enter('a', weight));
  queue.reach(places[2] as number);
  queue.leave('a', 6);
  places.push(queue.enter('a', 1));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('8 requests of 1,000 messages by one account leave room for another, whose message is next', async () => {
  type Item = { account: string; messages: number };
  const written: Item[][] = [];
  const ends: (() => void)[] = [];
  const commit = new GroupCommit<Item, string>({
    write: async (items) => {
      written.push(items);
      await new Promise<void>((resolve) => ends.push(resolve));
      return items.map(() => 'written');
    },
    weigh: ({ messages }) => messages,
    ownerOf: ({ account }) => account,
    tenantOf: ({ account }) => account,
    maxWaiting: 8_192,
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const heavy: Promise<unknown>[] = [];
  for (let i = 0; i < 8; i++)
    heavy.push(commit.add({ account: 'heavy', messages: 1_000 }).catch((error) => error.code));
  await turn();
  const light = commit.add({ account: 'light', messages: 1 });
  await turn();
  ends.shift()?.();
  await turn();
  await turn();
  expect(written[1]).toEqual([{ account: 'light', messages: 1 }]);
  for (let i = 0; i < 16; i++) {
    ends.shift()?.();
    await turn();
  }
  await expect(light).resolves.toBe('written');
  expect((await Promise.all(heavy)).filter((outcome) => outcome === 'overloaded')).toHaveLength(3);
});
