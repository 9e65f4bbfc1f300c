import { expect, test } from 'vitest';
import type { Actor, UserActor } from '../../access/actor';
import { newId } from '../../base/ids';
import { db } from '../../database/db';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { addMember, openSession } from '../../testing/users';
import { setUserEnabled } from '../users';
import { listUserPage } from './queries';

useDatabase();

const COMMAND_LINE: Actor = { kind: 'system', name: 'command line', accountId: null };
const makeOperator = async (): Promise<UserActor> => ({ ...(await makeAccount()), operator: true });

async function rename(actor: UserActor, username: string): Promise<void> {
  const email = `${username.toLowerCase().replace(/[^a-z_%]/g, '-')}.${newId().slice(-6)}@example.org`;
  await db().user.update({ where: { id: actor.userId }, data: { username, email } });
}

const namesOf = async (search: string) =>
  (await listUserPage(COMMAND_LINE, { search })).users.map(({ username }) => username);

test('a row has the user’s names, state and accounts', async () => {
  const operator = await makeOperator();
  const person = await makeAccount({ role: 'advanced' });
  const others = [await makeAccount(), await makeAccount()];
  for (const other of others) await addMember(other, person, 'basic');
  await db().twoFactor.create({ data: { userId: person.userId, secret: 'sealed', confirmedAt: new Date() } });
  await setUserEnabled(operator, person.email, false);
  const { users } = await listUserPage(operator, { search: person.email });
  expect(users).toMatchObject([
    {
      ...{ id: person.userId, username: person.username, email: person.email },
      ...{ operator: false, disabled: true, twoFactor: true, accountCount: 3 },
      accounts: [
        { id: person.accountId, role: 'advanced' },
        { id: others[0]?.accountId, role: 'basic' },
      ],
    },
  ]);
  await db().account.delete({ where: { id: operator.accountId } });
  await db().twoFactor.create({ data: { userId: operator.userId, secret: 'sealed', confirmedAt: null } });
  expect((await listUserPage(operator, { search: operator.email })).users).toMatchObject([
    { disabled: false, twoFactor: false, accountCount: 0, accounts: [] },
  ]);
});

test('finds users by name and address, with LIKE wildcards escaped', async () => {
  const [kask, percent, slash] = [await makeAccount(), await makeAccount(), await makeAccount()];
  await rename(kask, 'Leo_Kask');
  await rename(percent, '100%kask');
  await rename(slash, 'back\\slash');
  expect(await namesOf('KASK')).toEqual(['100%kask', 'Leo_Kask']);
  expect(await namesOf('0%k')).toEqual(['100%kask']);
  expect(await namesOf('o_k')).toEqual(['Leo_Kask']);
  expect(await namesOf('k\\s')).toEqual(['back\\slash']);
  expect(await namesOf('leo_kask.')).toEqual(['Leo_Kask']);
  expect(await namesOf('no such user')).toEqual([]);
});

test('pages contain every user once, the newest first, for operators only', async () => {
  const people: string[] = [];
  for (let i = 0; i < 25; i++) {
    const person = await makeAccount();
    await rename(person, `Paged ${i}`);
    people.unshift(`Paged ${i}`);
  }
  const pages = await Promise.all([1, 2].map((page) => listUserPage(COMMAND_LINE, { search: 'paged', page })));
  expect(pages.flatMap(({ users }) => users.map(({ username }) => username))).toEqual(people);
  expect(pages[0]?.users).toHaveLength(20);
  expect(await listUserPage(COMMAND_LINE, { search: 'paged', page: 99 })).toMatchObject({ page: 2, total: 25 });
  await expect(listUserPage(await makeAccount())).rejects.toMatchObject({ code: 'forbidden' });
});

test('an operator cannot disable their own user; another operator and the command line can', async () => {
  const [operator, second] = [await makeOperator(), await makeOperator()];
  const sessionId = await openSession(operator);
  const sessions = () => db().session.count({ where: { id: sessionId } });
  await expect(setUserEnabled(operator, operator.email.toUpperCase(), false)).rejects.toMatchObject({
    code: 'conflict',
    message: 'You cannot disable yourself. Ask another operator, or use the command line.',
  });
  expect(await sessions()).toBe(1);
  await setUserEnabled(second, operator.email, false);
  expect(await sessions()).toBe(0);
  await setUserEnabled(second, operator.email, true);
  await setUserEnabled(COMMAND_LINE, operator.email, false);
  const { users } = await listUserPage(second, { search: operator.email });
  expect(users).toMatchObject([{ disabled: true }]);
});
