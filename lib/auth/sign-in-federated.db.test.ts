import { expect, test } from 'vitest';
import { resetPassword } from '../accounts/password';
import { newId } from '../base/ids';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { signInClient } from '../testing/sign-in-client';
import { openSession } from '../testing/users';
import { identityOf } from './oidc-provider';
import { hashPassword } from './password';
import { findSessionActor } from './session-actor';
import { signIn } from './sign-in';
import { type FederatedIdentity, signInFederated } from './sign-in-federated';

useDatabase();

const client = signInClient();

function person(email: string, over: Partial<FederatedIdentity> = {}): FederatedIdentity {
  const subject = newId();
  return { issuer: 'https://login.example.com', subject, email, emailVerified: true, multiFactor: false, ...over };
}

async function signInAs(identity: ReturnType<typeof person>): Promise<string> {
  const result = await signInFederated(identity, client);
  return typeof result === 'string' ? result : result.userId;
}

test('links a verified e-mail address once; afterwards only the subject identifies the user', async () => {
  const actor = await makeAccount();
  const first = person(actor.email.toUpperCase());
  expect(await signInAs(first)).toBe(actor.userId);
  expect(await signInAs({ ...first, email: 'changed@example.com', emailVerified: false })).toBe(actor.userId);
  const events = await db().auditEvent.findMany({ where: { targetId: actor.userId }, orderBy: { id: 'asc' } });
  expect(events.map(({ action }) => action)).toEqual(['user.identity_linked', 'user.signed_in', 'user.signed_in']);
  expect(await db().session.count({ where: { userId: actor.userId } })).toBe(2);
});

test('opens a session with the same rules as a password sign-in', async () => {
  const actor = await makeAccount();
  const result = await signInFederated(person(actor.email), client);
  if (typeof result === 'string') throw new Error(result);
  expect(await findSessionActor(result.sessionId, null)).toMatchObject({ userId: actor.userId, role: 'admin' });
});

test('refuses unverified addresses and other issuers, and never creates a user', async () => {
  const actor = await makeAccount();
  const before = await db().user.count();
  expect(await signInAs(person(actor.email, { emailVerified: false }))).toBe('unverified_email');
  expect(await signInAs(person('stranger@example.com'))).toBe('unknown_person');
  const linked = person(actor.email);
  await signInAs(linked);
  expect(await signInAs({ ...linked, issuer: 'https://evil.example', emailVerified: false })).toBe('unverified_email');
  expect(await db().user.count()).toBe(before);
});

test('revokes everything that the holder of an invitation link created', async () => {
  const actor = await makeAccount();
  await db().user.update({
    where: { id: actor.userId },
    data: { passwordHash: await hashPassword('chosen by another') },
  });
  const session = await openSession(actor);
  await db().twoFactor.create({ data: { userId: actor.userId, secret: 'sealed', confirmedAt: new Date() } });
  const owner = person(actor.email);
  expect(await signInAs(owner)).toBe(actor.userId);
  expect(await findSessionActor(session, null)).toBeNull();
  await expect(signIn({ email: actor.email, password: 'chosen by another' }, client)).rejects.toMatchObject({
    code: 'unauthorized',
  });
  expect(await db().twoFactor.count({ where: { userId: actor.userId } })).toBe(0);
  expect(await signInAs(owner)).toBe(actor.userId);
});

test('keeps the password of a user whom an operator verified', async () => {
  const actor = await makeAccount();
  const passwordHash = await hashPassword('chosen by themselves');
  await db().user.update({ where: { id: actor.userId }, data: { passwordHash, emailProvenAt: new Date() } });
  await signInAs(person(actor.email));
  expect((await db().user.findUniqueOrThrow({ where: { id: actor.userId } })).passwordHash).toBe(passwordHash);
});

test('refuses an address that has moved to another subject, until an operator resets the password', async () => {
  const actor = await makeAccount();
  await signInAs(person(actor.email));
  const successor = person(actor.email);
  expect(await signInAs(successor)).toBe('linked_otherwise');
  await resetPassword({ kind: 'system', name: 'test', accountId: null }, actor.email, 'a password from the operator');
  expect(await signInAs(successor)).toBe(actor.userId);
});

test('links once for two concurrent first sign-ins', async () => {
  const actor = await makeAccount();
  const identity = person(actor.email);
  const outcomes = await Promise.allSettled([signInAs(identity), signInAs(identity), signInAs(identity)]);
  expect(outcomes.some((each) => each.status === 'fulfilled' && each.value === actor.userId)).toBe(true);
  expect(await db().federatedIdentity.count({ where: { userId: actor.userId } })).toBe(1);
});

test('refuses a disabled user and one without an account, linked or not', async () => {
  const actor = await makeAccount();
  const identity = person(actor.email);
  await signInAs(identity);
  await db().user.update({ where: { id: actor.userId }, data: { disabledAt: new Date() } });
  expect(await signInAs(identity)).toBe('unknown_person');
  expect(await signInAs(person(actor.email))).toBe('unknown_person');
  await db().user.update({ where: { id: actor.userId }, data: { disabledAt: null } });
  await db().member.deleteMany({ where: { userId: actor.userId } });
  expect(await signInAs(identity)).toBe('no_account');
});

test.each([
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
  [undefined, false],
  [null, false],
])('interprets email_verified %j as %j', (claim, verified) => {
  const claims = { iss: 'https://login.example.com', sub: 's', email: 'a@example.com', email_verified: claim };
  expect(identityOf(claims).emailVerified).toBe(verified);
});

test.each([{}, { iss: 'x' }, { sub: 'x' }, { iss: 'x', sub: 1 }, null])('rejects the claims %j', (claims) => {
  expect(() => identityOf(claims)).toThrow('Invalid input');
});
