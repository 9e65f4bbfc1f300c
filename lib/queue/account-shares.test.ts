import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { accountsOverShare } from './account-shares';

const LIMIT = 1_000;
const over = async (byAccount: Record<string, number>) => {
  const waiting = Object.values(byAccount).reduce((sum, messages) => sum + messages, 0);
  return [...(await accountsOverShare(waiting, LIMIT, async () => new Map(Object.entries(byAccount))))];
};

it.each([
  ['nothing waits', {}, []],
  ['one account, below four fifths', { a: 799 }, []],
  ['one account, at four fifths', { a: 800 }, ['a']],
  ['one account has more than its share, the other has not', { a: 790, b: 40 }, ['a']],
  ['two accounts, below four ninths each', { a: 440, b: 440 }, []],
  ['two accounts, above four ninths each', { a: 446, b: 446 }, ['a', 'b']],
  [
    'many accounts, none of which has more than another',
    Object.fromEntries(letters(9).map((name) => [name, 109])),
    letters(9),
  ],
])('%s', async (_, byAccount, expected) => {
  expect(await over(byAccount)).toEqual(expected);
});

it('does not sample the queue while no account can have more than its share', async () => {
  const sample = vi.fn(async () => new Map([['a', 799]]));
  await accountsOverShare(799, LIMIT, sample);
  expect(sample).not.toHaveBeenCalled();
});

it('accounts that send as long as they may leave room for another one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), async (accounts) => {
      const waiting: Record<string, number> = Object.fromEntries(letters(accounts).map((name) => [name, 0]));
      for (let refused: string[] = []; refused.length < accounts; refused = await over(waiting)) {
        for (const name of letters(accounts)) {
          if (!(await over(waiting)).includes(name)) waiting[name] = (waiting[name] ?? 0) + 1;
        }
      }
      expect(Object.values(waiting).reduce((sum, messages) => sum + messages, 0)).toBeLessThan(LIMIT);
      expect(await over({ ...waiting, other: 1 })).not.toContain('other');
    }),
    { seed: 18, numRuns: 10 },
  );
});

function letters(count: number): string[] {
  return [...'abcdefghijkl'].slice(0, count);
}
