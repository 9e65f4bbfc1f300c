import { expect, test } from 'vitest';
import { ROLES } from '../../access/actor';
import { db, pool } from '../../database/db';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { addMember, makeColleague, openSession } from '../../testing/users';
import { listMembers, listOtherAccounts } from './queries';
import { memberFilterSchema } from './schema';

useDatabase();

const filter = (input: { search?: string; page?: number } = {}) => memberFilterSchema.parse(input);
const MANY = 130;

test.each(ROLES)('%s sees only the members of the account', async (role) => {
  const [admin] = await Promise.all([makeAccount(), makeAccount()]);
  const actor = await makeColleague(admin, role);
  const { members, total } = await listMembers(actor, filter());
  expect(members.map((member) => member.email)).toEqual([admin.email, actor.email]);
  expect(total).toBe(2);
});

test('shows the last request in this account, two-factor authentication and disabled users', async () => {
  const [admin, elsewhere] = await Promise.all([makeAccount(), makeAccount()]);
  const person = await makeColleague(admin, 'basic');
  await addMember(elsewhere, person, 'basic');
  expect((await listMembers(admin, filter())).members.at(1)).toMatchObject({
    lastSeenAt: null,
    twoFactor: false,
    disabled: false,
  });
  const seen = [new Date('2026-11-20T10:00:00Z'), new Date('2026-11-21T10:00:00Z'), new Date('2026-11-22T10:00:00Z')];
  const sessions = [await openSession(person), await openSession(person)];
  const away = await openSession({ ...person, accountId: elsewhere.accountId });
  for (const [i, id] of [...sessions, away].entries()) {
    await db().session.update({ where: { id }, data: { lastSeenAt: seen[i] ?? new Date() } });
  }
  const { userId } = person;
  await db().user.update({ where: { id: userId }, data: { disabledAt: new Date() } });
  await db().twoFactor.create({ data: { userId, secret: 'sealed' } });
  expect((await listMembers(admin, filter())).members.at(1)).toMatchObject({ lastSeenAt: seen[1], twoFactor: false });
  await db().twoFactor.update({ where: { userId }, data: { confirmedAt: new Date() } });
  expect((await listMembers(admin, filter())).members.at(1)).toMatchObject({ twoFactor: true, disabled: true });
});

test('searches by name and address, with wildcards escaped', async () => {
  const admin = await makeAccount();
  const person = await makeColleague(admin, 'basic');
  await db().user.update({ where: { id: person.userId }, data: { username: 'Zo%_\\e', email: 'zoe@odd.example' } });
  const emails = async (search: string) =>
    (await listMembers(admin, filter({ search }))).members.map((member) => member.email);
  expect(await emails('ODD.ex')).toEqual(['zoe@odd.example']);
  expect(await emails('%_\\')).toEqual(['zoe@odd.example']);
  expect(await emails('%')).toEqual(['zoe@odd.example']);
  expect(await emails('no-match')).toEqual([]);
});

test('returns pages of 50, and the last page for a higher page number', async () => {
  const admin = await makeAccount();
  await pool().query(
    `WITH people AS (
       INSERT INTO app_user (id, email, username, password_hash)
       SELECT gen_random_uuid(), 'many' || n || '@example.com', 'many' || n, '' FROM generate_series(2, ${MANY}) n RETURNING id
     ), belonging AS (
       INSERT INTO member (account_id, user_id, role) SELECT $1, id, 'basic' FROM people RETURNING user_id
     )
     INSERT INTO session (id, user_id, account_id, expires_at)
     SELECT gen_random_uuid(), user_id, $1, now() + interval '1 day' FROM belonging`,
    [admin.accountId],
  );
  const seen = new Set<string>();
  for (const page of [1, 2, 3, 999_999]) {
    const found = await listMembers(admin, filter({ page }));
    expect(found).toMatchObject({ total: MANY, page: Math.min(page, 3), pageSize: 50 });
    expect(found.members).toHaveLength(page < 3 ? 50 : 30);
    for (const { userId } of found.members) seen.add(userId);
  }
  expect(seen.size).toBe(MANY);
  expect((await listMembers(admin, filter({ search: 'many129@' }))).members).toHaveLength(1);
});

test("lists the user's other accounts by name", async () => {
  const [one, other] = await Promise.all([makeAccount(), makeAccount(), makeAccount()]);
  expect(await listOtherAccounts(one)).toEqual([]);
  await addMember(other, one, 'basic');
  expect(await listOtherAccounts(one)).toMatchObject([{ id: other.accountId }]);
});
