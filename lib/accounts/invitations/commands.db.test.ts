import { describe, expect, test, vi } from 'vitest';
import { type Actor, ROLES, type UserActor } from '../../access/actor';
import { PasswordWork } from '../../auth/password-work';
import { findSessionActor } from '../../auth/session-actor';
import { signIn } from '../../auth/sign-in';
import { newId } from '../../base/ids';
import { db } from '../../database/db';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { signInClient } from '../../testing/sign-in-client';
import { addMember, auditOf, makeColleague, openSession } from '../../testing/users';
import { acceptInvitation, confirmInvitation, inviteMember, joinAccount, revokeInvitation } from './commands';
import { findInvitation, listInvitations, listUnconfirmedInvitations } from './queries';

useDatabase();

const PASSWORD = 'correct horse battery staple';
const newAddress = () => `new-${newId().slice(-12)}@example.com`;
const accept = (token: string) => acceptInvitation({ token, password: PASSWORD }, '192.0.2.1');
/** An administrator who is also an operator, and so vouches for the addresses that they invite. */
const makeVouching = async (): Promise<UserActor> => ({ ...(await makeAccount()), operator: true });
const membersOf = ({ accountId }: UserActor) => db().member.count({ where: { accountId } });

async function age(admin: UserActor, change: { expiresAt?: Date }): Promise<void> {
  await db().invitation.updateMany({ where: { accountId: admin.accountId }, data: change });
}

async function openId(admin: UserActor): Promise<string> {
  const { invitations } = await listInvitations(admin);
  return invitations[0]?.id ?? '';
}

describe('inviting', () => {
  test.each(ROLES)('%s', async (role) => {
    const admin = await makeAccount();
    const actor = await makeColleague(admin, role);
    await inviteMember(admin, { email: newAddress(), role: 'basic' });
    const id = await openId(admin);
    const attempt = inviteMember(actor, { email: newAddress(), role: 'admin' });
    if (role === 'admin') {
      await expect(attempt).resolves.toMatchObject({ token: expect.stringMatching(/^[\w-]{43}$/) });
      await revokeInvitation(actor, id);
    } else {
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
      await expect(revokeInvitation(actor, id)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await listInvitations(actor)).invitations).toHaveLength(1);
  });

  test('does not store the token, neither with the invitation nor in the audit log', async () => {
    const admin = await makeVouching();
    const email = newAddress();
    const { token } = await inviteMember(admin, { email: email.toUpperCase(), role: 'advanced' });
    await accept(token);
    const stored = await db().invitation.findMany({ where: { accountId: admin.accountId } });
    const hex = Buffer.from(token, 'base64url').toString('hex');
    const everything = JSON.stringify([stored, await auditOf(admin)]);
    expect(everything).not.toContain(token);
    expect(everything).not.toContain(hex);
    expect((await auditOf(admin)).map(({ action }) => action)).toEqual([
      'member.invited',
      'user.created',
      'member.joined',
    ]);
  });

  test('replaces the open invitation of the same address', async () => {
    const admin = await makeVouching();
    const email = newAddress();
    const first = await inviteMember(admin, { email, role: 'basic' });
    const second = await inviteMember(admin, { email, role: 'advanced' });
    await expect(accept(first.token)).rejects.toMatchObject({ code: 'not_found' });
    expect((await listInvitations(admin)).invitations).toMatchObject([{ email, role: 'advanced' }]);
    await accept(second.token);
    expect(await listInvitations(admin)).toEqual({ invitations: [], more: false });
  });

  test('concurrent invitations of the same address both succeed, and one link works', async () => {
    const admin = await makeAccount();
    const email = newAddress();
    const made = await Promise.all(
      Array.from({ length: 6 }, () => inviteMember(admin, { email, role: 'basic' as const })),
    );
    const states = await Promise.all(made.map(async ({ token }) => (await findInvitation(token))?.state));
    expect(states.filter((state) => state === 'open')).toHaveLength(1);
  });

  test("rejects a member's address at its field", async () => {
    const admin = await makeAccount();
    const { email } = await makeColleague(admin, 'basic');
    await expect(inviteMember(admin, { email, role: 'basic' })).rejects.toMatchObject({
      code: 'invalid_fields',
      fields: { email: 'This user is a member of the account already.' },
    });
  });

  test.each([
    [{ email: 'no address', role: 'basic' }, 'email'],
    [{ email: 'a@example.com', role: 'owner' }, 'role'],
  ])('refuses %j at its field', async (input, field) => {
    const admin = await makeAccount();
    await expect(inviteMember(admin, input as never)).rejects.toMatchObject({ issues: [{ path: [field] }] });
    expect(await auditOf(admin)).toEqual([]);
  });

  test("responds not found for another account's invitation", async () => {
    const [admin, stranger] = await Promise.all([makeAccount(), makeAccount()]);
    const { token } = await inviteMember(admin, { email: newAddress(), role: 'basic' });
    for (const id of [await openId(admin), newId(), 'no id']) {
      await expect(revokeInvitation(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect((await listInvitations(stranger)).invitations).toEqual([]);
    expect(await findInvitation(token)).toMatchObject({ state: 'open' });
  });
});

describe('a new user', () => {
  test('becomes a user and a member, and signs in with the password', async () => {
    const admin = await makeVouching();
    const email = newAddress();
    const { token } = await inviteMember(admin, { email, role: 'advanced' });
    expect(await findInvitation(token)).toMatchObject({
      email,
      role: 'advanced',
      invitedBy: admin.username,
      userExists: false,
    });
    expect(await accept(token)).toEqual({ email });
    const { sessionId } = await signIn({ email, password: PASSWORD }, signInClient());
    const person = await findSessionActor(sessionId, null);
    expect(person).toMatchObject({ accountId: admin.accountId, role: 'advanced', operator: false });
  });

  test('allows one of twenty concurrent uses of a link', async () => {
    const admin = await makeVouching();
    const { token } = await inviteMember(admin, { email: newAddress(), role: 'basic' });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => accept(token)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of outcomes) {
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'conflict' });
    }
    expect(await membersOf(admin)).toBe(2);
  });

  test('whose address now has a user must sign in and can still use the link', async () => {
    const admin = await makeVouching();
    const person = await makeAccount();
    const { token } = await inviteMember(admin, { email: person.email, role: 'basic' });
    await expect(accept(token)).rejects.toMatchObject({ code: 'conflict' });
    await joinAccount({ ...person, sessionId: await openSession(person) }, token);
    expect(await membersOf(admin)).toBe(2);
  });

  test('with an invalid password does not use up the link', async () => {
    const admin = await makeVouching();
    const { token } = await inviteMember(admin, { email: newAddress(), role: 'basic' });
    await expect(acceptInvitation({ token, password: 'short' }, null)).rejects.toThrow('Use at least 12 characters.');
    expect(await findInvitation(token)).toMatchObject({ state: 'open' });
  });

  test('that is not open hashes no password', async () => {
    const admin = await makeVouching();
    const { token } = await inviteMember(admin, { email: newAddress(), role: 'basic' });
    await age(admin, { expiresAt: new Date(0) });
    const hashing = vi.spyOn(PasswordWork.prototype, 'run');
    try {
      await expect(accept(token)).rejects.toMatchObject({ code: 'conflict' });
      await expect(accept('made up')).rejects.toMatchObject({ code: 'not_found' });
      expect(hashing).toHaveBeenCalledTimes(0);
    } finally {
      hashing.mockRestore();
    }
  });
});

describe('an existing user', () => {
  test('joins, and their session is in that account', async () => {
    const [admin, person] = await Promise.all([makeAccount(), makeAccount()]);
    const sessionId = await openSession(person);
    const { token } = await inviteMember(admin, { email: person.email, role: 'advanced' });
    expect(await findInvitation(token)).toMatchObject({ userExists: null });
    await joinAccount({ ...person, sessionId }, token);
    expect(await findSessionActor(sessionId, null)).toMatchObject({ accountId: admin.accountId, role: 'advanced' });
    expect((await auditOf(admin)).at(-2)).toMatchObject({
      action: 'member.joined',
      actorName: person.username,
      detail: { before: null, after: 'advanced', invitedBy: admin.username },
    });
  });

  test('joins once with two concurrent requests', async () => {
    const [admin, person] = await Promise.all([makeAccount(), makeAccount()]);
    const actor = { ...person, sessionId: await openSession(person) };
    const { token } = await inviteMember(admin, { email: person.email, role: 'basic' });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => joinAccount(actor, token)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await membersOf(admin)).toBe(2);
  });

  test('of another address is refused, and does not use up the link', async () => {
    const [admin, person, other] = await Promise.all([makeAccount(), makeAccount(), makeAccount()]);
    const { token } = await inviteMember(admin, { email: person.email, role: 'admin' });
    await expect(joinAccount({ ...other, sessionId: await openSession(other) }, token)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(other.email),
    });
    expect(await findInvitation(token)).toMatchObject({ state: 'open' });
    expect(await membersOf(admin)).toBe(1);
  });

  test('who is already a member keeps their role', async () => {
    const [admin, person] = await Promise.all([makeAccount(), makeAccount()]);
    const { token } = await inviteMember(admin, { email: person.email, role: 'admin' });
    await addMember(admin, person, 'basic');
    const actor = { ...person, sessionId: await openSession(person) };
    await expect(joinAccount(actor, token)).rejects.toMatchObject({ code: 'conflict' });
    expect(await db().member.findFirst({ where: { accountId: admin.accountId, userId: person.userId } })).toMatchObject(
      { role: 'basic' },
    );
  });
});

test('refuses an expired or used link', async () => {
  const admin = await makeVouching();
  const person = await makeAccount();
  const actor = { ...person, sessionId: await openSession(person) };
  const { token } = await inviteMember(admin, { email: person.email, role: 'basic' });
  await age(admin, { expiresAt: new Date() });
  await expect(joinAccount(actor, token)).rejects.toMatchObject({ code: 'conflict' });
  await expect(accept(token)).rejects.toMatchObject({ code: 'conflict' });
  expect((await listInvitations(admin)).invitations).toEqual([]);
  await age(admin, { expiresAt: new Date(Date.now() + 60_000) });
  await revokeInvitation(admin, await openId(admin));
  await expect(joinAccount(actor, token)).rejects.toMatchObject({ code: 'not_found' });
  await expect(accept(token)).rejects.toMatchObject({ code: 'not_found' });
  await expect(accept('no such token')).rejects.toMatchObject({ code: 'not_found' });
  expect(await findInvitation('no such token')).toBeNull();
  expect(await membersOf(admin)).toBe(1);
});

describe('an invitation that no operator made', () => {
  const OPERATOR: Actor = { kind: 'system', name: 'test', accountId: null };

  test('sets no password, and is the same for an address with and without a user elsewhere', async () => {
    const [admin, elsewhere] = [await makeAccount(), await makeAccount()];
    const seen: unknown[] = [];
    for (const email of [newAddress(), elsewhere.email]) {
      const { token } = await inviteMember(admin, { email, role: 'basic' });
      const refused = await accept(token).catch((error: unknown) => error);
      expect(refused).toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('must confirm this address'),
      });
      const found = await findInvitation(token);
      seen.push([{ ...found, email: '' }, String(refused)]);
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(await membersOf(admin)).toBe(1);
  });

  test('lets its owner in by a new link that an operator made; the administrator’s stops working', async () => {
    const admin = await makeAccount();
    const email = newAddress();
    const first = await inviteMember(admin, { email, role: 'basic' });
    const waiting = await listUnconfirmedInvitations(OPERATOR);
    const invitation = waiting.find((each) => each.email === email);
    expect(invitation).toMatchObject({ role: 'basic', invitedBy: admin.username });
    const { token } = await confirmInvitation(OPERATOR, invitation?.id ?? '');
    await expect(accept(first.token)).rejects.toMatchObject({ code: 'not_found' });
    expect(await findInvitation(token)).toMatchObject({ userExists: false });
    await accept(token);
    expect(await db().user.findUniqueOrThrow({ where: { email } })).toMatchObject({ emailProvenAt: expect.any(Date) });
    // The account's log does not contain whether the user is new.
    expect((await auditOf(admin)).map(({ action }) => action)).toEqual(['member.invited', 'member.joined']);
    await expect(confirmInvitation(OPERATOR, invitation?.id ?? '')).rejects.toMatchObject({ code: 'conflict' });
    expect((await listUnconfirmedInvitations(OPERATOR)).map((each) => each.email)).not.toContain(email);
  });
});
