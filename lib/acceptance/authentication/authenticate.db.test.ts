import { expect, test } from 'vitest';
import { useDatabase } from '../../testing/database';
import { makeAccount, makeKey } from '../../testing/factories';
import { withVerifiedKey } from './authenticate';
import { STALE } from './stale';

useDatabase();

test('a request is judged again while its key changes, and told to come back should that not end', async () => {
  const { key } = await makeKey(await makeAccount());
  const tried: boolean[] = [];
  const workThatIsStale = (times: number) => {
    tried.length = 0;
    return withVerifiedKey(
      { kind: 'auth', authKey: key, via: 'header' },
      '127.0.0.1',
      async (_record, _actor, fresh) => {
        tried.push(fresh);
        return tried.length > times ? 'done' : STALE;
      },
    );
  };
  expect(await workThatIsStale(9)).toBe('done');
  expect(tried).toEqual(Array(10).fill(true));
  await expect(workThatIsStale(10)).rejects.toMatchObject({ code: 'unavailable', retryAfterS: 1 });
  // It was remembered now: only that picture may be an old one.
  expect(tried).toEqual([false, ...Array(9).fill(true)]);
});
