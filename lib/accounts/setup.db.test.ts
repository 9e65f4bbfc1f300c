import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { PasswordWork } from '../auth/password-work';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { completeSetup, issueSetupToken } from './commands';

useDatabase();

const INPUT = { email: 'ann@example.com', password: 'a few unrelated words', accountName: 'Acme' };

let hashing: MockInstance;
beforeEach(() => {
  hashing = vi.spyOn(PasswordWork.prototype, 'run');
});
afterEach(async () => {
  hashing.mockRestore();
  await db().user.deleteMany({});
});

test.each([
  ['a value of another format', async () => 'made up'],
  [
    'an expired token',
    async () => {
      const token = await issueSetupToken();
      await db().oneTimeToken.updateMany({ data: { expiresAt: new Date(0) } });
      return token;
    },
  ],
  [
    'a replaced token',
    async () => {
      const token = await issueSetupToken();
      await issueSetupToken();
      return token;
    },
  ],
])('responds forbidden for %s, without hashing a password', async (_, tokenOf) => {
  await expect(completeSetup(INPUT, await tokenOf())).rejects.toMatchObject({ code: 'forbidden' });
  expect(hashing).toHaveBeenCalledTimes(0);
});

test('hashes no password after setup, with or without a token', async () => {
  const token = await issueSetupToken();
  await completeSetup(INPUT, token);
  expect(hashing).toHaveBeenCalledTimes(1);
  await expect(completeSetup(INPUT, token)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(completeSetup(INPUT, null)).rejects.toMatchObject({ code: 'conflict' });
  expect(hashing).toHaveBeenCalledTimes(1);
});

test('once the command line has created a user, an unused link hashes no password', async () => {
  const token = await issueSetupToken();
  await completeSetup(INPUT, null);
  expect(hashing).toHaveBeenCalledTimes(1);
  await expect(completeSetup(INPUT, token)).rejects.toMatchObject({ code: 'conflict' });
  expect(hashing).toHaveBeenCalledTimes(1);
});
