import { expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import type { AppError } from '../base/errors';
import { db } from '../database/db';
import { flushSecurityEvents } from '../security/record-security-event';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { signInClient } from '../testing/sign-in-client';
import { setPassword } from '../testing/users';
import { findSessionActor, signOut } from './session-actor';
import { endSession, forgetDevice, listSessions, listSignedOutDevices } from './sessions';
import { signIn } from './sign-in';
import { addressKey } from './sign-in-limits';

useDatabase();

const PASSWORD = 'correct horse battery staple';

async function makePerson(): Promise<UserActor> {
  const actor = await makeAccount();
  await setPassword(actor.userId, PASSWORD);
  return actor;
}

function refusal(attempt: Promise<unknown>): Promise<AppError> {
  return attempt.then(
    () => {
      throw new Error('was accepted');
    },
    (error: AppError) => error,
  );
}

test('keeps a session valid until sign-out and refuses its id afterwards', async () => {
  const person = await makePerson();
  const { sessionId } = await signIn({ email: person.email.toUpperCase(), password: PASSWORD }, signInClient());
  const actor = await findSessionActor(sessionId, '192.0.2.1');
  expect(actor).toMatchObject({ userId: person.userId, accountId: person.accountId, role: 'admin', ip: '192.0.2.1' });
  if (!actor) return;
  await signOut(actor);
  expect(await findSessionActor(sessionId, null)).toBeNull();
  const actions = await db().auditEvent.findMany({ where: { actorId: person.userId }, orderBy: { id: 'asc' } });
  expect(actions.map((event) => event.action)).toEqual(['user.signed_in', 'user.signed_out']);
});

test('a changed role, a disabled user, a lost membership and an old session apply to the next request', async () => {
  const person = await makePerson();
  const { sessionId } = await signIn({ email: person.email, password: PASSWORD }, signInClient());
  const where = { accountId_userId: { accountId: person.accountId, userId: person.userId } };
  await db().member.update({ where, data: { role: 'basic' } });
  expect((await findSessionActor(sessionId, null))?.role).toBe('basic');
  await db().session.update({ where: { id: sessionId }, data: { expiresAt: new Date() } });
  expect(await findSessionActor(sessionId, null)).toBeNull();
  await db().session.update({ where: { id: sessionId }, data: { expiresAt: new Date(Date.now() + 60_000) } });
  await db().user.update({ where: { id: person.userId }, data: { disabledAt: new Date() } });
  expect(await findSessionActor(sessionId, null)).toBeNull();
  await db().user.update({ where: { id: person.userId }, data: { disabledAt: null } });
  await db().member.delete({ where });
  expect(await findSessionActor(sessionId, null)).toBeNull();
});

test('responds identically to an unknown address, a wrong password and a disabled user', async () => {
  const [person, disabled] = await Promise.all([makePerson(), makePerson()]);
  await db().user.update({ where: { id: disabled.userId }, data: { disabledAt: new Date() } });
  const refusals = await Promise.all([
    refusal(signIn({ email: 'unknown@example.com', password: PASSWORD }, signInClient())),
    refusal(signIn({ email: person.email, password: 'wrong' }, signInClient())),
    refusal(signIn({ email: disabled.email, password: PASSWORD }, signInClient())),
  ]);
  for (const error of refusals) {
    expect(error).toMatchObject({ code: 'unauthorized', message: 'E-mail address or password is wrong.' });
  }
});

test('requires a growing wait after five wrong passwords, for known and unknown addresses', async () => {
  const person = await makePerson();
  for (const email of [person.email, 'stranger@example.com']) {
    for (let attempt = 1; attempt <= 5; attempt++) {
      const error = await refusal(signIn({ email, password: 'wrong' }, signInClient()));
      expect(error.code).toBe('unauthorized');
    }
    const first = await refusal(signIn({ email, password: PASSWORD }, signInClient()));
    expect(first.code).toBe('too_many_attempts');
    expect(first.message).toMatch(/^Too many attempts\. Wait \d+ seconds, then try again\.$/);
    expect(first.retryAfterS).toBeLessThanOrEqual(30);
    await expireTurns();
    await refusal(signIn({ email, password: 'wrong' }, signInClient()));
    const second = await refusal(signIn({ email, password: 'wrong' }, signInClient()));
    expect(second.retryAfterS).toBeGreaterThan(30);
  }
});

test('verifies at most five passwords of twenty parallel guesses', async () => {
  const person = await makePerson();
  const guesses = await Promise.all(
    Array.from({ length: 20 }, () => refusal(signIn({ email: person.email, password: 'wrong' }, signInClient()))),
  );
  expect(guesses.filter((error) => error.code === 'unauthorized').length).toBeLessThanOrEqual(5);
});

test('protects the owner of a known device from a lockout by other clients, until the device is revoked', async () => {
  const person = await makePerson();
  const input = { email: person.email, password: PASSWORD };
  const first = await signIn(input, signInClient());
  for (let attempt = 0; attempt < 6; attempt++) await refusal(signIn({ ...input, password: 'wrong' }, signInClient()));
  const known = signInClient({ deviceCookie: first.deviceCookie });
  const again = await signIn(input, known);
  expect(again.deviceCookie).toBe(first.deviceCookie);
  const stranger = await makePerson();
  const other = await signIn({ email: stranger.email, password: PASSWORD }, signInClient());
  for (const deviceCookie of [other.deviceCookie, 'x'.repeat(43), `${'.'.repeat(99)}`, '\0']) {
    expect((await refusal(signIn(input, signInClient({ deviceCookie })))).code).toBe('too_many_attempts');
  }
  const actor = (await findSessionActor(again.sessionId, null)) as UserActor;
  await signOut(actor);
  const [device] = await listSignedOutDevices({ ...actor, sessionId: first.sessionId });
  expect(device).toBeUndefined();
  await endSession(actor, { id: first.sessionId, password: PASSWORD });
  expect((await refusal(signIn(input, known))).code).toBe('too_many_attempts');
});

test('each browser has a device of its own, which its user can forget; one browser can belong to several users', async () => {
  const [ann, bob] = [await makePerson(), await makePerson()];
  const annIn = await signIn({ email: ann.email, password: PASSWORD }, signInClient());
  const second = await signIn({ email: ann.email, password: PASSWORD }, signInClient());
  expect(second.deviceCookie).not.toBe(annIn.deviceCookie);
  const shared = await signIn(
    { email: bob.email, password: PASSWORD },
    signInClient({ deviceCookie: annIn.deviceCookie }),
  );
  expect(shared.deviceCookie.split('.')).toEqual([expect.any(String), annIn.deviceCookie]);
  expect(await db().knownDevice.count({ where: { userId: { in: [ann.userId, bob.userId] } } })).toBe(3);
  const actor = (await findSessionActor(annIn.sessionId, null)) as UserActor;
  await db().session.delete({ where: { id: second.sessionId } });
  const [device] = await listSignedOutDevices(actor);
  const bobActor = (await findSessionActor(shared.sessionId, null)) as UserActor;
  await forgetDevice(bobActor, { id: device?.id ?? '', password: PASSWORD });
  expect(await listSignedOutDevices(actor)).toHaveLength(1);
  await forgetDevice(actor, { id: device?.id ?? '', password: PASSWORD });
  expect(await listSignedOutDevices(actor)).toEqual([]);
  expect(await findSessionActor(annIn.sessionId, null)).not.toBeNull();
});

test('beyond the limit of a shared address, right passwords and known devices pass; wrong ones wait', async () => {
  const ip = '203.0.113.77';
  const [person, known] = [await makePerson(), await makePerson()];
  const { deviceCookie } = await signIn({ email: known.email, password: PASSWORD }, signInClient());
  const refusals: string[] = [];
  for (let attempt = 0; attempt < 62; attempt++) {
    const input = { email: `p${attempt}@example.com`, password: 'wrong' };
    refusals.push((await refusal(signIn(input, signInClient({ ip })))).code);
  }
  expect(refusals.slice(0, 60)).not.toContain('too_many_attempts');
  expect(refusals.slice(60)).toEqual(['too_many_attempts', 'too_many_attempts']);
  const input = { email: person.email, password: PASSWORD };
  expect(await signIn(input, signInClient({ ip }))).toMatchObject({ userId: person.userId });
  const wrong = await refusal(signIn({ ...input, password: 'wrong' }, signInClient({ ip })));
  expect(wrong).toMatchObject({ code: 'too_many_attempts', retryAfterS: expect.any(Number) });
  // A known device does not learn of the others at its address.
  const own = { email: known.email, password: 'wrong' };
  expect((await refusal(signIn(own, signInClient({ ip, deviceCookie })))).code).toBe('unauthorized');
  await flushSecurityEvents();
  const events = await db().securityEvent.findMany({ where: { ip }, orderBy: { kind: 'asc' } });
  expect(events.map(({ kind, count }) => [kind, count])).toEqual([
    ['sign_in_failed', 2],
    ['sign_in_limited', 3],
    ['sign_in_unknown_user', 62],
  ]);
});

test('a new sign-in in the same browser ends the session that it had, also of another user', async () => {
  const [ann, bob] = [await makePerson(), await makePerson()];
  const first = await signIn({ email: ann.email, password: PASSWORD }, signInClient());
  const elsewhere = await signIn({ email: ann.email, password: PASSWORD }, signInClient());
  await refusal(signIn({ email: bob.email, password: 'wrong' }, signInClient({ sessionId: first.sessionId })));
  expect(await findSessionActor(first.sessionId, null)).not.toBeNull();
  await signIn({ email: bob.email, password: PASSWORD }, signInClient({ sessionId: first.sessionId }));
  expect(await findSessionActor(first.sessionId, null)).toBeNull();
  expect(await findSessionActor(elsewhere.sessionId, null)).not.toBeNull();
  const event = await db().auditEvent.findFirst({ where: { targetId: ann.userId }, orderBy: { id: 'desc' } });
  expect(event?.action).toBe('user.signed_out');
});

test('a session ends when it is not used for SESSION_IDLE_MINUTES', async () => {
  const person = await makePerson();
  const { sessionId } = await signIn({ email: person.email, password: PASSWORD }, signInClient());
  const idle = async (minutes: number) => {
    await db().session.update({
      where: { id: sessionId },
      data: { lastSeenAt: new Date(Date.now() - minutes * 60_000) },
    });
    return (await findSessionActor(sessionId, null)) === null;
  };
  expect(await idle(719)).toBe(false);
  // That was a request.
  expect(
    await db().session.count({ where: { id: sessionId, lastSeenAt: { gt: new Date(Date.now() - 60_000) } } }),
  ).toBe(1);
  expect(await idle(721)).toBe(true);
  expect(await listSessions({ ...person, sessionId })).toEqual([]);
});

test.each(['a\0@example.com', '\ud800@example.com', 'x'.repeat(255)])(
  'refuses the address %j as a field',
  async (email) => {
    await expect(signIn({ email, password: PASSWORD }, signInClient())).rejects.toThrow('Enter an e-mail address');
  },
);

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  [
    '2001:db8:1:2:aaaa::1',
    '2001:db8:1:2'
      .split(':')
      .map((part) => Number.parseInt(part, 16))
      .join(':'),
  ],
  [null, 'unknown'],
  ['nonsense', 'unknown'],
])('counts %s as %s', (ip, key) => {
  expect(addressKey(ip)).toBe(key);
});

async function expireTurns(): Promise<void> {
  await db().rateLimit.updateMany({ where: { key: { startsWith: 'sign_in_turn:' } }, data: { expire: 1n } });
}
