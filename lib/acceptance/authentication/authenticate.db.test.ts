import { expect, test } from 'vitest';
import { useDatabase } from '../../testing/database';
import { makeAccount, makeKey } from '../../testing/factories';
import { withVerifiedKey } from './authenticate';
import { STALE } from './cached-key';

useDatabase();

test('retries while the key changes, then responds with unavailable and Retry-After', async () => {
  const { key } = await makeKey(await makeAccount());
  const attempts: boolean[] = [];
  const workThatIsStale = (times: number) => {
    attempts.length = 0;
    return withVerifiedKey({ kind: 'auth', authKey: key, via: 'header' }, '127.0.0.1', async ({ fromCache }) => {
      attempts.push(fromCache);
      return attempts.length > times ? 'done' : STALE;
    });
  };
  expect(await workThatIsStale(9)).toBe('done');
  expect(attempts).toEqual(Array(10).fill(false));
  await expect(workThatIsStale(10)).rejects.toMatchObject({ code: 'unavailable', retryAfterS: 1 });
  // The key is cached now: only that copy may be stale.
  expect(attempts).toEqual([true, ...Array(9).fill(false)]);
});
