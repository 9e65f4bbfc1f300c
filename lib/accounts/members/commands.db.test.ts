import { describe, expect, test } from 'vitest';
import { ROLES, type UserActor } from '../../access/actor';
import { findSessionActor } from '../../auth/session-actor';
import { newId } from '../../base/ids';
import { db } from '../../database/db';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { addMember, auditOf, makeColleague, openSession } from '../../testing/users';
import { inviteMember } from '../invitations/commands';
import { changeRole, leaveAccount, removeMember, switchAccount } from './commands';

useDatabase();

async function roleOf(person: UserActor): Promise<string | null> {
  const { accountId, userId } = person;
  return (await db().member.findFirst({ where: { accountId, userId }, select: { role: true } }))?.role ?? null;
}

/** `ok` or the error's code. */
function outcome(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );
}

describe('permissions', () => {
  test.each(ROLES)('%s: allowed in the own account, never in another', async (role) => {
    const admin = await makeAccount();
    const [actor, target, stranger] = await Promise.all([
      makeColleague(admin, role),
      makeColleague(admin, 'basic'),
      makeAccount(),
    ]);
    const allowed = role === 'admin';
    const own = allowed ? 'ok' : 'forbidden';
    const foreign = allowed ? 'not_found' : 'forbidden';
    for (const [userId, expected] of [
      [target.userId, own],
      [stranger.userId, foreign],
      [newId(), foreign],
      ['no id', foreign],
    ] as const) {
      expect(await outcome(changeRole(actor, { userId, role: 'advanced' }))).toBe(expected);
      expect(await outcome(removeMember(actor, userId))).toBe(expected);
    }
    expect(await roleOf(target)).toBe(allowed ? null : 'basic');
    expect(await roleOf(stranger)).toBe('admin');
  });

  test('are refused to API keys', async () => {
    const admin = await makeAccount();
    const { accountId } = admin;
    const key = {
      kind: 'key',
      apiKeyId: newId(),
      keyName: 'Key',
      accountId,
      scopes: ['keys:manage'],
      environment: 'live',
      expiresAtMs: null,
      ip: null,
    } as const;
    await expect(removeMember(key, admin.userId)).rejects.toMatchObject({ code: 'missing_scope' });
  });
});

describe('a role', () => {
  test('applies from the next request on, and is recorded with the previous one', async () => {
    const admin = await makeAccount();
    const person = await makeColleague(admin, 'basic');
    const session = await openSession(person);
    await changeRole(admin, { userId: person.userId, role: 'admin' });
    expect(await findSessionActor(session, null)).toMatchObject({ role: 'admin' });
    expect(await auditOf(admin)).toEqual([
      {
        action: 'member.role_changed',
        actorName: admin.username,
        detail: { email: person.email, before: 'basic', after: 'admin' },
      },
    ]);
  });

  test('that does not change is not recorded', async () => {
    const admin = await makeAccount();
    await changeRole(admin, { userId: admin.userId, role: 'admin' });
    expect(await auditOf(admin)).toEqual([]);
  });
});

describe('removal', () => {
  test('ends only the sessions in this account, on the next request', async () => {
    const [admin, elsewhere] = await Promise.all([makeAccount(), makeAccount()]);
    const person = await makeColleague(admin, 'advanced');
    await addMember(elsewhere, person, 'basic');
    const here = await openSession(person);
    const there = await openSession({ ...person, accountId: elsewhere.accountId });
    await removeMember(admin, person.userId);
    expect(await findSessionActor(here, null)).toBeNull();
    expect(await findSessionActor(there, null)).toMatchObject({ accountId: elsewhere.accountId });
    expect(await auditOf(admin)).toMatchObject([
      { action: 'member.removed', detail: { email: person.email, before: 'advanced', after: null } },
    ]);
  });

  test('and the loss of the role revoke the member’s invitations', async () => {
    const admin = await makeAccount();
    const [gone, demoted] = await Promise.all([makeColleague(admin, 'admin'), makeColleague(admin, 'admin')]);
    for (const person of [admin, gone, demoted]) {
      await inviteMember(person, { email: `by-${person.username}@example.com`, role: 'admin' });
    }
    await removeMember(admin, gone.userId);
    await changeRole(admin, { userId: demoted.userId, role: 'advanced' });
    const open = await db().invitation.findMany({ where: { accountId: admin.accountId, revokedAt: null } });
    expect(open.map(({ invitedById }) => invitedById)).toEqual([admin.userId]);
  });

  test.each(ROLES)("of the user's own membership is allowed for %s", async (role) => {
    const admin = await makeAccount();
    const person = await makeColleague(admin, role);
    const session = await openSession(person);
    await leaveAccount(person);
    expect(await roleOf(person)).toBeNull();
    expect(await findSessionActor(session, null)).toBeNull();
  });
});

describe('the only administrator', () => {
  test('cannot leave or lose the role, and the message explains why', async () => {
    const admin = await makeAccount();
    await makeColleague(admin, 'advanced');
    const refusal = {
      code: 'conflict',
      message: `${admin.username} is the only administrator. Make another member an administrator first.`,
    };
    await expect(changeRole(admin, { userId: admin.userId, role: 'basic' })).rejects.toMatchObject(refusal);
    await expect(removeMember(admin, admin.userId)).rejects.toMatchObject(refusal);
    await expect(leaveAccount(admin)).rejects.toMatchObject(refusal);
    expect(await auditOf(admin)).toEqual([]);
  });

  test('is counted without disabled administrators, who may leave', async () => {
    const admin = await makeAccount();
    const disabled = await makeColleague(admin, 'admin');
    await db().user.update({ where: { id: disabled.userId }, data: { disabledAt: new Date() } });
    await expect(leaveAccount(admin)).rejects.toMatchObject({ code: 'conflict' });
    await removeMember(admin, disabled.userId);
    expect(await roleOf(disabled)).toBeNull();
  });

  type Attack = (actor: UserActor, other: UserActor) => Promise<void>;
  const demote: Attack = (actor, { userId }) => changeRole(actor, { userId, role: 'basic' });
  const remove: Attack = (actor, { userId }) => removeMember(actor, userId);
  const leave: Attack = (actor) => leaveAccount(actor);

  test.each([
    ['demote each other', demote, demote],
    ['remove each other', remove, remove],
    ['both leave', leave, leave],
    ['demote and remove each other', demote, remove],
  ])('two who concurrently %s: exactly one succeeds', async (_, first, second) => {
    for (let round = 0; round < 10; round++) {
      const one = await makeAccount();
      const two = await makeColleague(one, 'admin');
      const outcomes = await Promise.all([outcome(first(one, two)), outcome(second(two, one))]);
      expect(outcomes.filter((each) => each === 'ok')).toHaveLength(1);
      const { accountId } = one;
      expect(await db().member.count({ where: { accountId, role: 'admin' } })).toBe(1);
    }
  });

  test('checks the permission again under the lock, also when a third administrator remains', async () => {
    for (let round = 0; round < 10; round++) {
      const one = await makeAccount();
      const two = await makeColleague(one, 'admin');
      await makeColleague(one, 'admin');
      const outcomes = await Promise.all([outcome(demote(one, two)), outcome(demote(two, one))]);
      expect(outcomes.sort()).toEqual(['forbidden', 'ok']);
    }
  });
});

describe("a user's other account", () => {
  test("becomes the session's account with the role there, recorded only there", async () => {
    const [one, other] = await Promise.all([makeAccount(), makeAccount()]);
    await addMember(other, one, 'basic');
    const sessionId = await openSession(one);
    await switchAccount({ ...one, sessionId }, other.accountId);
    expect(await findSessionActor(sessionId, null)).toMatchObject({ accountId: other.accountId, role: 'basic' });
    expect(await auditOf(one)).toEqual([]);
    expect(await auditOf(other)).toEqual([{ action: 'user.account_switched', actorName: one.username, detail: {} }]);
  });

  test('responds not found for a user who is not a member', async () => {
    const [one, other] = await Promise.all([makeAccount(), makeAccount()]);
    const sessionId = await openSession(one);
    for (const accountId of [other.accountId, newId(), 'no id']) {
      await expect(switchAccount({ ...one, sessionId }, accountId)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await findSessionActor(sessionId, null)).toMatchObject({ accountId: one.accountId });
  });

  test('refuses an ended session', async () => {
    const [one, other] = await Promise.all([makeAccount(), makeAccount()]);
    await addMember(other, one, 'basic');
    await expect(switchAccount(one, other.accountId)).rejects.toMatchObject({ code: 'signed_out' });
    expect(await auditOf(other)).toEqual([]);
  });
});
