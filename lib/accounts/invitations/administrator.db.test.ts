import { expect, test } from 'vitest';
import type { Actor, UserActor } from '../../access/actor';
import { newId } from '../../base/ids';
import { db } from '../../database/db';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { auditOf, makeColleague } from '../../testing/users';
import { createAccount } from '../commands';
import { acceptInvitation, inviteAdministrator, inviteMember } from './commands';
import { findInvitation, listInvitations } from './queries';

useDatabase();

const COMMAND_LINE: Actor = { kind: 'system', name: 'command line', accountId: null };
const newAddress = () => `new-${newId().slice(-12)}@example.com`;
const makeOperator = async (): Promise<UserActor> => ({ ...(await makeAccount({ role: 'basic' })), operator: true });

test('an operator invites the first administrator of an account without members', async () => {
  const operator = await makeOperator();
  const { id: accountId, name } = await createAccount(operator, { name: `New ${newId()}` });
  const email = newAddress();
  const { token } = await inviteAdministrator(operator, { accountId, email: email.toUpperCase() });
  expect(await findInvitation(token)).toMatchObject({
    ...{ state: 'open', email, role: 'admin', accountId, accountName: name, invitedBy: operator.username },
  });
  const password = 'correct horse battery staple';
  await acceptInvitation({ token, password }, null);
  expect(
    await db().member.findMany({ where: { accountId }, select: { role: true, user: { select: { email: true } } } }),
  )
    // Only the account's own administrator: the operator has not become a member.
    .toEqual([{ role: 'admin', user: { email } }]);
  const log = await auditOf({ ...operator, accountId });
  expect(log.map(({ action }) => action)).toEqual([
    'account.created',
    'member.invited',
    'user.created',
    'member.joined',
  ]);
  expect(log[1]).toMatchObject({ actorName: operator.username, detail: { email, role: 'admin' } });
  expect(JSON.stringify(log)).not.toContain(token);
  expect(await auditOf(operator)).toEqual([]);
});

test('refuses all other users, including administrators in their own account', async () => {
  const admin = await makeAccount();
  const input = { accountId: admin.accountId, email: newAddress() };
  for (const actor of [admin, await makeColleague(admin, 'basic'), await makeAccount()]) {
    await expect(inviteAdministrator(actor, input)).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect(await listInvitations(admin)).toEqual({ invitations: [], more: false });
  await expect(inviteAdministrator(COMMAND_LINE, input)).resolves.toHaveProperty('token');
});

test('responds not found for an unknown account', async () => {
  const operator = await makeOperator();
  const email = newAddress();
  await expect(inviteAdministrator(operator, { accountId: newId(), email })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(inviteAdministrator(operator, { accountId: 'no id', email })).rejects.toThrow('Choose an account.');
  await expect(inviteAdministrator(operator, { accountId: operator.accountId, email: 'no-address' })).rejects.toThrow(
    'Enter an e-mail address',
  );
});

test("rejects a member's address at its field", async () => {
  const [operator, admin] = await Promise.all([makeOperator(), makeAccount()]);
  const { email } = await makeColleague(admin, 'basic');
  await expect(inviteAdministrator(operator, { accountId: admin.accountId, email })).rejects.toMatchObject({
    code: 'invalid_fields',
    fields: { email: 'This user is a member of the account already.' },
  });
});

test('replaces the address’s open invitation, also of another inviter, in this account only', async () => {
  const [operator, admin, other] = await Promise.all([makeOperator(), makeAccount(), makeAccount()]);
  const { accountId } = admin;
  const email = newAddress();
  const { token } = await inviteMember(admin, { email, role: 'basic' });
  const elsewhere = await inviteMember(other, { email, role: 'basic' });
  const made = await Promise.all(Array.from({ length: 4 }, () => inviteAdministrator(operator, { accountId, email })));
  expect(await findInvitation(token)).toMatchObject({ state: 'revoked' });
  expect(await findInvitation(elsewhere.token)).toMatchObject({ state: 'open' });
  const states = await Promise.all(made.map(async (link) => (await findInvitation(link.token))?.state));
  expect(states.filter((state) => state === 'open')).toHaveLength(1);
  expect((await listInvitations(admin)).invitations).toMatchObject([{ email, role: 'admin' }]);
  expect((await auditOf(admin)).filter(({ action }) => action === 'member.invitation_revoked')).toHaveLength(4);
});
