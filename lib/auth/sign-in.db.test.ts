import { expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import type { AppError } from '../base/errors';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { setPassword } from '../testing/users';
import { deviceToken, findSessionActor, signIn, signOut } from './sign-in';
import { addressKey } from './sign-in-limits';

useDatabase();

const PASSWORD = 'correct horse battery staple';
let addresses = 0;
const client = (over: { ip?: string; deviceToken?: string } = {}) => ({
  ip: over.ip ?? `198.51.${Math.floor(++addresses / 250)}.${(addresses % 250) + 1}`,
  userAgent: 'test',
  deviceToken: over.deviceToken ?? null,
});

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
  const { sessionId } = await signIn({ email: person.email.toUpperCase(), password: PASSWORD }, client());
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
  const { sessionId } = await signIn({ email: person.email, password: PASSWORD }, client());
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
    refusal(signIn({ email: 'unknown@example.com', password: PASSWORD }, client())),
    refusal(signIn({ email: person.email, password: 'wrong' }, client())),
    refusal(signIn({ email: disabled.email, password: PASSWORD }, client())),
  ]);
  for (const error of refusals) {
    expect(error).toMatchObject({ code: 'unauthorized', message: 'E-mail address or password is wrong.' });
  }
});

test('requires a growing wait after five wrong passwords, for known and unknown addresses', async () => {
  const person = await makePerson();
  for (const email of [person.email, 'stranger@example.com']) {
    for (let attempt = 1; attempt <= 5; attempt++) {
      const error = await refusal(signIn({ email, password: 'wrong' }, client()));
      expect(error.code).toBe('unauthorized');
    }
    const first = await refusal(signIn({ email, password: PASSWORD }, client()));
    expect(first.code).toBe('too_many_attempts');
    expect(first.message).toMatch(/^Too many attempts\. Wait \d+ seconds, then try again\.$/);
    expect(first.retryAfterS).toBeLessThanOrEqual(30);
    await expireTurns();
    await refusal(signIn({ email, password: 'wrong' }, client()));
    const second = await refusal(signIn({ email, password: 'wrong' }, client()));
    expect(second.retryAfterS).toBeGreaterThan(30);
  }
});

test('verifies at most five passwords of twenty parallel guesses', async () => {
  const person = await makePerson();
  const guesses = await Promise.all(
    Array.from({ length: 20 }, () => refusal(signIn({ email: person.email, password: 'wrong' }, client()))),
  );
  expect(guesses.filter((error) => error.code === 'unauthorized').length).toBeLessThanOrEqual(5);
});

test('protects the owner of a known device from a lockout by other clients', async () => {
  const person = await makePerson();
  for (let attempt = 0; attempt < 6; attempt++) {
    await refusal(signIn({ email: person.email, password: 'wrong' }, client()));
  }
  const known = client({ deviceToken: deviceToken(person.userId) });
  await expect(signIn({ email: person.email, password: PASSWORD }, known)).resolves.toMatchObject({
    userId: person.userId,
  });
  const forged = client({ deviceToken: deviceToken(person.accountId) });
  const error = await refusal(signIn({ email: person.email, password: PASSWORD }, forged));
  expect(error.code).toBe('too_many_attempts');
});

test('limits the attempts of one client address over many e-mail addresses', async () => {
  const ip = '203.0.113.77';
  const refusals: string[] = [];
  for (let attempt = 0; attempt < 62; attempt++) {
    refusals.push(
      (await refusal(signIn({ email: `p${attempt}@example.com`, password: 'wrong' }, client({ ip })))).code,
    );
  }
  expect(refusals.slice(0, 60)).not.toContain('too_many_attempts');
  expect(refusals.slice(60)).toEqual(['too_many_attempts', 'too_many_attempts']);
});

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
