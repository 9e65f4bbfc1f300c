import { expect, test } from 'vitest';
import type { Actor, UserActor } from '../access/actor';
import { findSessionActor } from '../auth/session-actor';
import { endOtherSessions, endSession, listSessions } from '../auth/sessions';
import { signIn } from '../auth/sign-in';
import type { AppError } from '../base/errors';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { signInClient } from '../testing/sign-in-client';
import { setPassword } from '../testing/users';
import { changePassword, resetPassword } from './password';
import { completeReset, findResetOwner, makeResetLink } from './reset-link';
import { listUsers, setUserEnabled } from './users';

useDatabase();

const OPERATOR: Actor = { kind: 'system', name: 'test', accountId: null };
const OLD = 'correct horse battery staple';
const NEW = 'seven wet herons dancing';
const client = () => signInClient({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145' });

/** Creates a user with two sessions. Returns the actor of the first one, and the id of the other. */
async function makeSignedIn(): Promise<{ actor: UserActor; other: string }> {
  const { userId, email } = await makeAccount();
  await setPassword(userId, OLD);
  const first = await signIn({ email, password: OLD }, client());
  const other = await signIn({ email, password: OLD }, client());
  const actor = await findSessionActor(first.sessionId, '192.0.2.1');
  if (!actor) throw new Error('not signed in');
  return { actor, other: other.sessionId };
}

function refusal(attempt: Promise<unknown>): Promise<AppError> {
  return attempt.then(
    () => {
      throw new Error('was accepted');
    },
    (error: AppError) => error,
  );
}

const isOpen = async (sessionId: string) => (await findSessionActor(sessionId, null)) !== null;
const tokenOf = (url: string) => new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';

async function lastAction(userId: string): Promise<unknown> {
  const event = await db().auditEvent.findFirst({ where: { targetId: userId }, orderBy: { id: 'desc' } });
  return event && { action: event.action, detail: event.detail };
}

test('lists the current session first, each with its browser, and ends only sessions of the same user', async () => {
  const { actor, other } = await makeSignedIn();
  const stranger = await makeSignedIn();
  const sessions = await listSessions(actor);
  expect(sessions.map(({ id, current }) => [id, current])).toEqual([
    [actor.sessionId, true],
    [other, false],
  ]);
  expect(sessions[0]).toMatchObject({ browser: 'Firefox on Linux', ip: expect.stringMatching(/^198\.51/) });
  await endSession(stranger.actor, { id: other, password: OLD });
  expect(await isOpen(other)).toBe(true);
  await endSession(actor, { id: other, password: OLD });
  expect(await isOpen(other)).toBe(false);
  expect(await lastAction(actor.userId)).toEqual({ action: 'user.sessions_ended', detail: { sessions: 1 } });
  const wrong = { password: 'not the password' };
  for (const attempt of [
    () => endSession(stranger.actor, { id: other, ...wrong }),
    () => endOtherSessions(stranger.actor, wrong),
  ]) {
    expect((await refusal(attempt())).fields).toEqual({ password: 'This is not your password.' });
  }
  expect(await endOtherSessions(stranger.actor, { password: OLD })).toBe(1);
  expect(await isOpen(stranger.actor.sessionId)).toBe(true);
  expect(await endOtherSessions(stranger.actor, { password: OLD })).toBe(0);
});

test('updates “last seen” on use, at most every five minutes', async () => {
  const { actor } = await makeSignedIn();
  const where = { id: actor.sessionId };
  const seenAfter = async (minutesAgo: number) => {
    const lastSeenAt = new Date(Date.now() - minutesAgo * 60_000);
    await db().session.update({ where, data: { lastSeenAt } });
    await findSessionActor(actor.sessionId, null);
    const row = await db().session.findUniqueOrThrow({ where });
    return Math.round((Date.now() - row.lastSeenAt.getTime()) / 60_000);
  };
  expect(await seenAfter(4)).toBe(4);
  expect(await seenAfter(6)).toBe(0);
});

test('changing the password requires the old one, invalidates it and ends the other sessions', async () => {
  const { actor, other } = await makeSignedIn();
  const { url } = await makeResetLink(OPERATOR, actor.email);
  const wrong = await refusal(changePassword(actor, { currentPassword: NEW, newPassword: NEW }));
  expect(wrong.fields).toEqual({ currentPassword: 'This is not your password.' });
  expect(await isOpen(other)).toBe(true);
  await changePassword(actor, { currentPassword: OLD, newPassword: NEW });
  expect([await isOpen(actor.sessionId), await isOpen(other)]).toEqual([true, false]);
  expect(await findResetOwner(tokenOf(url))).toBeNull();
  expect((await refusal(signIn({ email: actor.email, password: OLD }, client()))).code).toBe('unauthorized');
  await signIn({ email: actor.email, password: NEW }, client());
});

test.each([
  ['short', 'Use at least 12 characters.'],
  ['own e-mail', 'Your e-mail address or user name is the first thing others try. Choose another.'],
])('refuses a new password that is %s, at its field', async (kind, message) => {
  const { actor } = await makeSignedIn();
  const bad = kind === 'short' ? 'elevenchars' : actor.email.toUpperCase();
  const error = await refusal(changePassword(actor, { currentPassword: OLD, newPassword: bad }));
  expect(JSON.stringify(error.fields ?? error)).toContain(message);
  expect((await refusal(resetPassword(OPERATOR, actor.email, actor.username))).message).toMatch(/first thing others/);
});

test('refuses a concurrent sign-in with the old password', async () => {
  const { actor } = await makeSignedIn();
  const attempts = Array.from({ length: 4 }, () => signIn({ email: actor.email, password: OLD }, client()));
  const settled = Promise.allSettled(attempts);
  await resetPassword(OPERATOR, actor.email, NEW);
  await settled;
  expect(await db().session.count({ where: { userId: actor.userId } })).toBe(0);
});

test('a reset link sets the password once, ends every session and leaves two-factor sign-in on', async () => {
  const { actor, other } = await makeSignedIn();
  await db().twoFactor.create({ data: { userId: actor.userId, secret: 'sealed', confirmedAt: new Date() } });
  const { url } = await makeResetLink(OPERATOR, actor.email.toUpperCase());
  const token = tokenOf(url);
  expect(await db().oneTimeToken.count({ where: { userId: actor.userId } })).toBe(1);
  expect(await findResetOwner(token)).toEqual({ email: actor.email });
  expect((await refusal(completeReset({ token, password: actor.email }, null))).fields).toHaveProperty('password');
  const used = await Promise.allSettled([
    completeReset({ token, password: NEW }, '192.0.2.7'),
    completeReset({ token, password: `${NEW} too` }, '192.0.2.7'),
  ]);
  expect(used.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect([await isOpen(actor.sessionId), await isOpen(other)]).toEqual([false, false]);
  expect(await findResetOwner(token)).toBeNull();
  expect((await refusal(completeReset({ token, password: NEW }, null))).code).toBe('forbidden');
  expect(await db().twoFactor.count({ where: { userId: actor.userId } })).toBe(1);
  expect(await lastAction(actor.userId)).toEqual({ action: 'user.password_reset', detail: { sessions_ended: 2 } });
});

test('refuses an expired, replaced or foreign link; only operators create links', async () => {
  const { actor } = await makeSignedIn();
  const first = tokenOf((await makeResetLink(OPERATOR, actor.email)).url);
  const second = tokenOf((await makeResetLink(OPERATOR, actor.email)).url);
  expect(await findResetOwner(first)).toBeNull();
  expect(await findResetOwner(second)).not.toBeNull();
  await db().oneTimeToken.updateMany({ where: { userId: actor.userId }, data: { purpose: 'setup' } });
  expect((await refusal(completeReset({ token: second, password: NEW }, null))).code).toBe('forbidden');
  const expired = new Date(Date.now() - 1);
  await db().oneTimeToken.updateMany({
    where: { userId: actor.userId },
    data: { purpose: 'password-reset', expiresAt: expired },
  });
  expect((await refusal(completeReset({ token: second, password: NEW }, null))).code).toBe('forbidden');
  expect((await refusal(makeResetLink(actor, actor.email))).code).toBe('forbidden');
  expect((await refusal(makeResetLink(OPERATOR, 'unknown@example.com'))).code).toBe('not_found');
});

test('signs a disabled user out at once and refuses sign-in until the user is enabled', async () => {
  const { actor, other } = await makeSignedIn();
  await setUserEnabled(OPERATOR, actor.email, false);
  await setUserEnabled(OPERATOR, actor.email, false);
  expect([await isOpen(actor.sessionId), await isOpen(other)]).toEqual([false, false]);
  expect((await refusal(signIn({ email: actor.email, password: OLD }, client()))).code).toBe('unauthorized');
  const listed = (await listUsers(OPERATOR)).find(({ id }) => id === actor.userId);
  expect(listed).toMatchObject({ email: actor.email, disabled: true, twoFactor: false, accounts: [{ role: 'admin' }] });
  await setUserEnabled(OPERATOR, actor.email, true);
  expect(await isOpen(actor.sessionId)).toBe(false);
  await signIn({ email: actor.email, password: OLD }, client());
  for (const attempt of [() => listUsers(actor), () => setUserEnabled(actor, actor.email, false)]) {
    expect((await refusal(attempt())).code).toBe('forbidden');
  }
});
