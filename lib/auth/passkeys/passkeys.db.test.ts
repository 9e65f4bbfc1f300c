import { beforeEach, expect, test } from 'vitest';
import type { UserActor } from '../../access/actor';
import { setTwoFactorRequired } from '../../accounts/members/two-factor';
import { db } from '../../database/db';
import { Authenticator } from '../../testing/authenticator';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { signInClient } from '../../testing/sign-in-client';
import { openSession, setPassword } from '../../testing/users';
import { findSessionActor } from '../session-actor';
import { signIn } from '../sign-in';
import { disableTwoFactorOf } from '../two-factor/commands';
import { newChallenge, useChallenge } from './challenge';
import { addPasskey, beginPasskey, beginPasskeyUse, removePasskey } from './commands';
import { listPasskeys } from './queries';
import { signInWithPasskey } from './sign-in';

useDatabase();

const PASSWORD = 'correct horse battery staple';
const REFUSED = { code: 'unauthorized', message: expect.stringContaining('This passkey was not accepted') };
const EXPIRED = { code: 'conflict', message: expect.stringContaining('longer than five minutes') };

let user: UserActor;
let key: Authenticator;
beforeEach(async () => {
  user = await makeAccount();
  await setPassword(user.userId, PASSWORD);
  user = { ...user, sessionId: await openSession(user) };
  key = new Authenticator();
});

async function add(authenticator = key, actor = user): Promise<string[] | null> {
  const { options, sealed } = await beginPasskey(actor, { password: PASSWORD });
  return addPasskey(actor, { name: 'Laptop', credential: authenticator.create(options) }, sealed);
}

async function use(flaws: Parameters<Authenticator['get']>[1] = {}) {
  const { options, sealed } = await beginPasskeyUse();
  return signInWithPasskey(key.get(options, flaws), signInClient({ challenge: sealed }));
}

test('signs in with a passkey alone, which is both factors, and replaces the session of the browser', async () => {
  expect(await add()).toHaveLength(10);
  const signedIn = await use();
  expect(signedIn.userId).toBe(user.userId);
  expect(await db().session.findUnique({ where: { id: signedIn.sessionId } })).toMatchObject({ secondFactor: true });
  const { options, sealed } = await beginPasskeyUse();
  await signInWithPasskey(key.get(options), signInClient({ challenge: sealed, sessionId: signedIn.sessionId }));
  expect(await findSessionActor(signedIn.sessionId, null)).toBeNull();
  expect(await listPasskeys(user)).toMatchObject([{ name: 'Laptop', lastUsedAt: expect.any(Date) }]);
  const actions = await db().auditEvent.findMany({ where: { targetId: user.userId }, orderBy: { seq: 'asc' } });
  expect(actions.map(({ action }) => action)).toEqual(expect.arrayContaining(['user.passkey_added', 'user.signed_in']));
});

test('a challenge works once, within five minutes, and only in the browser that asked for it', async () => {
  await add();
  const { options, sealed } = await beginPasskeyUse();
  const client = signInClient({ challenge: sealed });
  await signInWithPasskey(key.get(options), client);
  await expect(signInWithPasskey(key.get(options), client)).rejects.toMatchObject(EXPIRED);
  const fresh = await beginPasskeyUse();
  for (const challenge of [null, 'forged', `${sealed}x`]) {
    await expect(signInWithPasskey(key.get(fresh.options), signInClient({ challenge }))).rejects.toMatchObject(EXPIRED);
  }
  // The challenge of another browser.
  const other = await beginPasskeyUse();
  const swapped = signInWithPasskey(key.get(fresh.options), signInClient({ challenge: other.sealed }));
  await expect(swapped).rejects.toMatchObject(REFUSED);
  const issued = newChallenge({ kind: 'use' });
  const late = new Date(Date.now() + 300_001);
  await expect(useChallenge(issued.sealed, { kind: 'use' }, late)).rejects.toMatchObject(EXPIRED);
  expect(await useChallenge(issued.sealed, { kind: 'use' })).toBe(issued.challenge);
});

test.each([
  ['another origin', { origin: 'http://evil.example' }],
  ['another scheme', { origin: 'https://localhost:3000' }],
  ['another RP ID', { rpId: 'evil.example' }],
  ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
  ['no user verification', { userVerified: false }],
])('refuses a passkey with %s', async (_, flaws) => {
  await add();
  await expect(use(flaws)).rejects.toMatchObject(REFUSED);
});

test('refuses an unknown passkey, another user handle, a disabled user, and a counter that does not rise', async () => {
  await expect(use()).rejects.toMatchObject(REFUSED);
  await add();
  await use({ counter: 7 });
  for (const counter of [7, 6, 0]) await expect(use({ counter })).rejects.toMatchObject(REFUSED);
  await use({ counter: 9 });
  const handle = key.userHandle;
  key.userHandle = Buffer.alloc(16).toString('base64url');
  await expect(use({ counter: 10 })).rejects.toMatchObject(REFUSED);
  key.userHandle = handle;
  await db().user.update({ where: { id: user.userId }, data: { disabledAt: new Date() } });
  await expect(use({ counter: 11 })).rejects.toMatchObject(REFUSED);
});

test('is a second factor after the password, which alone no longer signs in; so is a recovery code', async () => {
  const codes = await add();
  const input = { email: user.email, password: PASSWORD };
  const refusal = { message: 'second-factor-needed passkey' };
  await expect(signIn(input, signInClient())).rejects.toMatchObject(refusal);
  const { options, sealed } = await beginPasskeyUse();
  // The password was the first factor: the device alone is enough.
  const passkey = JSON.stringify(key.get(options, { userVerified: false }));
  const client = signInClient({ challenge: sealed });
  expect(await signIn({ ...input, passkey }, client)).toMatchObject({ userId: user.userId });
  await expect(signIn({ ...input, passkey }, client)).rejects.toMatchObject(EXPIRED);
  await expect(signIn({ ...input, passkey: '{' }, signInClient())).rejects.toMatchObject(REFUSED);
  expect(await signIn({ ...input, code: codes?.[0] }, signInClient())).toMatchObject({ userId: user.userId });
});

test("another user's passkey is not a second factor", async () => {
  await add();
  const victim = await makeAccount();
  await setPassword(victim.userId, PASSWORD);
  await add(new Authenticator(), { ...victim, sessionId: await openSession(victim) });
  const { options, sealed } = await beginPasskeyUse();
  const input = { email: victim.email, password: PASSWORD, passkey: JSON.stringify(key.get(options)) };
  await expect(signIn(input, signInClient({ challenge: sealed }))).rejects.toMatchObject(REFUSED);
});

test('adding needs the password, the same session, user verification and a new credential', async () => {
  await expect(beginPasskey(user, { password: 'a guess' })).rejects.toMatchObject({ code: 'invalid_fields' });
  const { options, sealed } = await beginPasskey(user, { password: PASSWORD });
  const input = { name: 'Laptop', credential: key.create(options) };
  const elsewhere = { ...user, sessionId: await openSession(user) };
  await expect(addPasskey(elsewhere, input, sealed)).rejects.toMatchObject(EXPIRED);
  const unverified = { name: 'Laptop', credential: key.create(options, { userVerified: false }) };
  await expect(addPasskey(user, unverified, sealed)).rejects.toMatchObject({ code: 'invalid_request' });
  await add();
  await expect(add()).rejects.toMatchObject({ code: 'conflict', message: 'This passkey exists already.' });
  expect(await add(new Authenticator())).toBeNull();
});

test('removing needs the password; the last one stays where two factors are required', async () => {
  await add();
  const [passkey] = await listPasskeys(user);
  const id = passkey?.id ?? '';
  await expect(removePasskey(user, { id, password: 'a guess' })).rejects.toMatchObject({ code: 'invalid_fields' });
  await setTwoFactorRequired(user, true);
  await expect(removePasskey(user, { id, password: PASSWORD })).rejects.toMatchObject({ code: 'conflict' });
  expect(await listPasskeys(user)).toHaveLength(1);
  await setTwoFactorRequired(user, false);
  await removePasskey(user, { id, password: PASSWORD });
  expect([await listPasskeys(user), await db().recoveryCode.count({ where: { userId: user.userId } })]).toEqual([
    [],
    0,
  ]);
  await expect(use()).rejects.toMatchObject(REFUSED);
});

test('an operator removes the passkeys of a user who has lost them', async () => {
  await add();
  await disableTwoFactorOf({ kind: 'system', name: 'test', accountId: null }, user.email);
  expect(await signIn({ email: user.email, password: PASSWORD }, signInClient())).toMatchObject({
    userId: user.userId,
  });
});
