import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { endMemberSessions, switchAccount } from '../accounts/members/commands';
import { setTwoFactorRequired } from '../accounts/members/two-factor';
import { newId } from '../base/ids';
import { resetSingleton } from '../base/process-singleton';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { signInClient } from '../testing/sign-in-client';
import { addMember, auditOf, makeColleague, openSession, setPassword } from '../testing/users';
import { identityOf } from './oidc-provider';
import { findSessionActor, readSession } from './session-actor';
import { signIn } from './sign-in';
import { signInFederated } from './sign-in-federated';
import { beginRequiredTwoFactor, confirmTwoFactor, disableTwoFactor } from './two-factor/commands';
import { completeSecondFactor } from './two-factor/complete';
import { matchingStep } from './two-factor/rules';

useDatabase();

const PASSWORD = 'correct horse battery staple';
let admin: UserActor;
let member: UserActor;
beforeEach(async () => {
  admin = await makeAccount();
  member = await makeColleague(admin, 'basic');
  await setPassword(member.userId, PASSWORD);
});
afterEach(() => {
  delete process.env.OPERATOR_TWO_FACTOR;
  resetSingleton('env');
});

const missing = async (sessionId: string) => (await readSession(sessionId, null))?.missing;
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

test('a session without a second factor cannot be used once the account requires one, until it is set up', async () => {
  const { sessionId } = await signIn({ email: member.email, password: PASSWORD }, signInClient());
  await setTwoFactorRequired(admin, true);
  expect([await missing(sessionId), await findSessionActor(sessionId, null)]).toEqual(['set-up', null]);
  const actor = { ...member, sessionId };
  const { secret } = await beginRequiredTwoFactor(actor);
  await confirmTwoFactor(actor, { code: codeOf(secret) });
  expect(await findSessionActor(sessionId, null)).toMatchObject({ userId: member.userId });
  await expect(disableTwoFactor(actor, { password: PASSWORD })).rejects.toMatchObject({ code: 'conflict' });
  await setTwoFactorRequired(admin, false);
  await disableTwoFactor(actor, { password: PASSWORD });
  expect((await auditOf(admin)).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['account.two_factor_required', 'account.two_factor_optional']),
  );
});

test('a set-up without the password is only for a session that was just opened', async () => {
  const { sessionId } = await signIn({ email: member.email, password: PASSWORD }, signInClient());
  await db().session.update({ where: { id: sessionId }, data: { createdAt: new Date(Date.now() - 16 * 60_000) } });
  await expect(beginRequiredTwoFactor({ ...member, sessionId })).rejects.toMatchObject({ code: 'signed_out' });
});

test('single sign-on needs the second factor too, unless the provider has verified several', async () => {
  const claims = { iss: 'https://login.example.com', sub: newId(), email: member.email, email_verified: true };
  const sessionFor = async (amr?: unknown) => {
    const opened = await signInFederated(identityOf({ ...claims, amr }), signInClient());
    if (typeof opened === 'string') throw new Error(opened);
    return opened.sessionId;
  };
  const first = await sessionFor();
  const actor = { ...member, sessionId: first };
  const { secret } = await beginRequiredTwoFactor(actor);
  await confirmTwoFactor(actor, { code: codeOf(secret) });
  await setTwoFactorRequired(admin, true);
  const sessionId = await sessionFor(['pwd']);
  expect(await missing(sessionId)).toBe('verify');
  const pending = { ...member, sessionId };
  const challenge = null;
  await expect(completeSecondFactor(pending, { challenge })).rejects.toThrow('second-factor-needed app');
  await expect(completeSecondFactor(pending, { code: '000000', challenge })).rejects.toMatchObject({
    code: 'unauthorized',
  });
  await completeSecondFactor(pending, { code: codeOf(secret, 1), challenge });
  expect(await missing(sessionId)).toBeNull();
  expect(await missing(await sessionFor(['pwd', 'mfa']))).toBeNull();
  expect(await missing(await sessionFor('mfa'))).toBe('verify');
  expect(matchingStep(secret, codeOf(secret), new Date())).not.toBeNull();
});

test('the requirement is of the account in use', async () => {
  const other = await makeAccount();
  await addMember(other, member, 'basic');
  await setTwoFactorRequired(other, true);
  const { sessionId } = await signIn({ email: member.email, password: PASSWORD }, signInClient());
  expect(await missing(sessionId)).toBeNull();
  await switchAccount({ ...member, sessionId }, other.accountId);
  expect(await missing(sessionId)).toBe('set-up');
});

test('OPERATOR_TWO_FACTOR=required is for operators only', async () => {
  process.env.OPERATOR_TWO_FACTOR = 'required';
  resetSingleton('env');
  const { sessionId } = await signIn({ email: member.email, password: PASSWORD }, signInClient());
  expect(await missing(sessionId)).toBeNull();
  await db().user.update({ where: { id: member.userId }, data: { operator: true } });
  expect(await missing(sessionId)).toBe('set-up');
});

test("an administrator ends a member's sessions in the account, and only there", async () => {
  const other = await makeAccount();
  await addMember(other, member, 'basic');
  const { sessionId } = await signIn({ email: member.email, password: PASSWORD }, signInClient());
  const elsewhere = await openSession({ ...member, accountId: other.accountId });
  const own = await openSession(admin);
  await expect(endMemberSessions(member, admin.userId)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(endMemberSessions(await makeAccount(), member.userId)).rejects.toMatchObject({ code: 'not_found' });
  expect(await endMemberSessions(admin, member.userId)).toBe(1);
  expect(await findSessionActor(sessionId, null)).toBeNull();
  expect(await db().knownDevice.count({ where: { userId: member.userId } })).toBe(0);
  expect(await db().session.count({ where: { id: { in: [elsewhere, own] } } })).toBe(2);
  expect((await auditOf(admin)).at(-1)).toMatchObject({ action: 'user.sessions_ended', detail: { sessions: 1 } });
});
