import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { db } from '../db';
import { useDatabase } from '../testing/database';
import { completeSetup, issueSetupToken } from './commands';

const counted = vi.hoisted(() => ({ hashes: 0 }));
vi.mock('@node-rs/argon2', async (load) => {
  const argon2 = await load<typeof import('@node-rs/argon2')>();
  const hash: typeof argon2.hash = (...args) => {
    counted.hashes++;
    return argon2.hash(...args);
  };
  return { ...argon2, hash };
});

useDatabase();

const INPUT = { email: 'ann@example.com', password: 'a few unrelated words', accountName: 'Acme' };

beforeEach(() => {
  counted.hashes = 0;
});
afterEach(() => db().user.deleteMany({}));

test.each([
  ['no token of ours', async () => 'made up'],
  [
    'an expired one',
    async () => {
      const token = await issueSetupToken();
      await db().oneTimeToken.updateMany({ data: { expiresAt: new Date(0) } });
      return token;
    },
  ],
  [
    'a replaced one',
    async () => {
      const token = await issueSetupToken();
      await issueSetupToken();
      return token;
    },
  ],
])('%s: forbidden, and no password is hashed', async (_, tokenOf) => {
  await expect(completeSetup(INPUT, await tokenOf())).rejects.toMatchObject({ code: 'forbidden' });
  expect(counted.hashes).toBe(0);
});

test('once set up, no password is hashed, with a token or without', async () => {
  const token = await issueSetupToken();
  await completeSetup(INPUT, token);
  expect(counted.hashes).toBe(1);
  await expect(completeSetup(INPUT, token)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(completeSetup(INPUT, null)).rejects.toMatchObject({ code: 'conflict' });
  expect(counted.hashes).toBe(1);
});
