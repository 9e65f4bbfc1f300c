import { expect, test } from 'vitest';
import type { AppError } from '../base/errors';
import { PasswordWork } from './password-work';

/** Returns work whose end the test controls, and the order in which it was started. */
function controlled() {
  const work = new PasswordWork();
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const add = (index: number) =>
    work.run(async () => {
      begun.push(index);
      await new Promise<void>((resolve) => ends.push(resolve));
      return index;
    });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { add, begun, ends, turn };
}

test('runs two at a time, queues 32 in order, and refuses more at once', async () => {
  const { add, begun, ends, turn } = controlled();
  const accepted = Array.from({ length: 34 }, (_, index) => add(index));
  const refused = (await add(99).catch((error: unknown) => error)) as AppError;
  expect([refused.code, refused.retryAfterS]).toEqual(['overloaded', 2]);
  expect(begun).toEqual([0, 1]);
  ends.shift()?.();
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  accepted.push(add(34));
  while (ends.length > 0) {
    ends.shift()?.();
    await turn();
  }
  expect(await Promise.all(accepted)).toEqual(begun);
  expect(begun).toHaveLength(35);
});

test('failed work frees its slot', async () => {
  const work = new PasswordWork();
  const failing = () => work.run(() => Promise.reject(new Error('failed')));
  for (let i = 0; i < 3; i++) await expect(failing()).rejects.toThrow('failed');
  await expect(work.run(async () => 'done')).resolves.toBe('done');
});
