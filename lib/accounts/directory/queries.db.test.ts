import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '../../access/actor';
import { db } from '../../database/db';
import { deleteKeys } from '../../keys/commands/switch-keys';
import { useDatabase } from '../../testing/database';
import { makeAccount, makeKey } from '../../testing/factories';
import { createAccount } from '../commands';
import { requestVerification } from '../verification/commands';
import { listAccountPage } from './queries';
import type { AccountFilterInput } from './schema';

useDatabase();

let operator: UserActor;
beforeAll(async () => {
  operator = { ...(await makeAccount()), operator: true };
  await makeKey(operator);
  const { id } = await makeKey(operator);
  await deleteKeys(operator, [id]);
});

const namesOf = async (filter: AccountFilterInput) =>
  (await listAccountPage(operator, filter)).accounts.map(({ name }) => name).sort();

test('a new account is unverified by default, and only operators create one', async () => {
  const plain = await createAccount(operator, { name: 'Plain' });
  const verified = await createAccount(operator, { name: 'Trusted', verified: true });
  const rows = await db().account.findMany({
    where: { id: { in: [plain.id, verified.id] } },
    orderBy: { name: 'asc' },
  });
  expect(rows.map(({ verifiedAt }) => verifiedAt !== null)).toEqual([false, true]);
  for (const actor of [
    { ...operator, operator: false },
    { ...operator, operator: false, role: 'basic' as const },
  ]) {
    await expect(createAccount(actor, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listAccountPage(actor)).rejects.toMatchObject({ code: 'forbidden' });
  }
  await expect(createAccount(operator, { name: ' ' })).rejects.toThrow('Enter a name for the account.');
});

test('accounts are found by name and by whether they are verified', async () => {
  await createAccount(operator, { name: 'Fjord 100 % Oy' });
  await createAccount(operator, { name: 'FJORD Ltd', verified: true });
  await createAccount(operator, { name: 'back\\slash fjor_d' });
  expect(await namesOf({ search: 'fjord' })).toEqual(['FJORD Ltd', 'Fjord 100 % Oy']);
  expect(await namesOf({ search: 'fjord', state: 'verified' })).toEqual(['FJORD Ltd']);
  expect(await namesOf({ search: 'fjord', state: 'unverified' })).toEqual(['Fjord 100 % Oy']);
  expect(await namesOf({ search: '%' })).toEqual(['Fjord 100 % Oy']);
  expect(await namesOf({ search: 'r_d' })).toEqual(['back\\slash fjor_d']);
  expect(await namesOf({ search: '\\s' })).toEqual(['back\\slash fjor_d']);
});

test('a row has the account’s counts and its pending request', async () => {
  const admin = await makeAccount({ verified: false });
  const { id } = await requestVerification(admin, {
    ...{ company: 'Acme', contact: 'Ann, +372 5555', purpose: 'Codes for signing in to our shop.' },
    monthlyVolume: 'more',
  });
  const { accounts } = await listAccountPage(operator);
  expect(accounts.find((row) => row.id === admin.accountId)).toMatchObject({
    ...{ members: 1, keys: 0, verifiedAt: null, pendingRequestId: id },
  });
  expect(accounts.find((row) => row.id === operator.accountId)).toMatchObject({
    ...{ members: 1, keys: 1, verifiedAt: expect.any(Date), pendingRequestId: null },
  });
});

test('pages contain every account once, the newest first', async () => {
  for (let i = 0; i < 45; i++) await createAccount(operator, { name: `Paged ${i}` });
  const pages = await Promise.all([1, 2, 3].map((page) => listAccountPage(operator, { search: 'paged', page })));
  const names = pages.flatMap(({ accounts }) => accounts.map(({ name }) => name));
  expect(names).toEqual(Array.from({ length: 45 }, (_, i) => `Paged ${44 - i}`));
  expect(await listAccountPage(operator, { search: 'paged', page: 99 })).toMatchObject({ page: 3, total: 45 });
});
