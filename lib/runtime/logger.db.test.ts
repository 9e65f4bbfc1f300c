import { expect, test } from 'vitest';
import { newId } from '../base/ids';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { loggedError } from './logger';

useDatabase();

const caught = (run: Promise<unknown>) =>
  run.then(
    () => {
      throw new Error('nothing failed');
    },
    (error: unknown) => error,
  );

test('a failed statement is logged with its reason, without its values', async () => {
  const data = { id: newId(), table: 'x', webhookSecret: 'v1.sealed-secret' } as never;
  const invalid = await caught(db().apiKey.create({ data }));
  const conflict = async () => {
    const account = { id: newId(), name: 'sealed-secret' };
    await db().account.create({ data: account });
    await db().account.create({ data: account });
  };
  const known = await caught(conflict());
  for (const error of [invalid, known, new Error('outer', { cause: invalid })]) {
    const logged = loggedError(error);
    expect(JSON.stringify(logged)).not.toContain('sealed-secret');
    expect(logged).toMatchObject({ type: expect.any(String), message: expect.stringMatching(/\w/) });
  }
  expect(loggedError(known)).toMatchObject({ code: 'P2002' });
});

test('an ordinary error keeps its message and cause', () => {
  const error = new Error('outer', { cause: new TypeError('inner') });
  expect(loggedError(error)).toMatchObject({
    type: 'Error',
    message: 'outer',
    cause: { type: 'TypeError', message: 'inner' },
  });
  expect(loggedError('text')).toEqual({ message: 'text' });
});
