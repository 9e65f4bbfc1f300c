import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import type { UserActor } from '../../access/actor';
import type { AppError } from '../../base/errors';
import { db } from '../../database/db';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { signInClient } from '../../testing/sign-in-client';
import { setPassword } from '../../testing/users';
import { findSessionActor } from '../session-actor';
import { signIn } from '../sign-in';
import { beginTwoFactor, confirmTwoFactor, disableTwoFactor, disableTwoFactorOf, makeRecoveryCodes } from './commands';
import { findTwoFactor } from './queries';

useDatabase();

const PASSWORD = 'correct horse battery staple';
const password = PASSWORD;
const USED = 'This code was used already. Wait for the next one.';
const client = () => signInClient();

async function makePerson(): Promise<UserActor> {
  const actor = await makeAccount();
  await setPassword(actor.userId, PASSWORD);
  return actor;
}

/** The app's code, `steps` steps from now. */
function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Creates a user with two-factor sign-in on, confirmed with the code of the preceding step. */
async function makeProtected() {
  const person = await makePerson();
  const { secret } = await beginTwoFactor(person, { password });
  const codes = await confirmTwoFactor(person, { code: codeOf(secret, -1) });
  return { person, secret, codes, enter: (code?: string) => signIn({ email: person.email, password, code }, client()) };
}

function refusal(attempt: Promise<unknown>): Promise<AppError> {
  return attempt.then(
    () => {
      throw new Error('was accepted');
    },
    (error: AppError) => error,
  );
}

async function actionsOf(userId: string): Promise<string[]> {
  const events = await db().auditEvent.findMany({ where: { targetId: userId }, orderBy: { id: 'asc' } });
  return events.map((event) => event.action);
}

test('the password alone opens no session; the code does, once', async () => {
  const { person, secret, enter } = await makeProtected();
  expect((await refusal(enter())).message).toBe('second-factor-needed app');
  expect(await db().session.count({ where: { userId: person.userId } })).toBe(0);
  const code = codeOf(secret);
  const { sessionId } = await enter(code);
  expect(await findSessionActor(sessionId, null)).toMatchObject({ userId: person.userId });
  expect(await refusal(enter(code))).toMatchObject({ code: 'unauthorized', message: USED });
  expect((await refusal(enter(codeOf(secret, -1)))).message).toBe(USED);
  await enter(codeOf(secret, 1));
  expect(await db().session.count({ where: { userId: person.userId } })).toBe(2);
});

test('accepts one of four concurrent uses of a code', async () => {
  const { person, secret } = await makeProtected();
  const code = codeOf(secret);
  const entered = await Promise.allSettled(
    Array.from({ length: 4 }, () => signIn({ email: person.email, password, code }, client())),
  );
  expect(entered.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('reveals that two-factor sign-in is on only after the correct password', async () => {
  const { person, secret } = await makeProtected();
  const wrong = (code?: string) => refusal(signIn({ email: person.email, password: 'wrong', code }, client()));
  for (const error of [await wrong(), await wrong(codeOf(secret))]) {
    expect(error).toMatchObject({ code: 'unauthorized', message: 'E-mail address or password is wrong.' });
  }
});

test('requires a wait after wrong codes as after wrong passwords, also with correct passwords between them', async () => {
  const { secret, enter } = await makeProtected();
  const wrong = codeOf(secret, 1_000);
  for (let attempt = 1; attempt <= 5; attempt++) {
    expect((await refusal(enter())).message).toBe('second-factor-needed app');
    expect((await refusal(enter(wrong))).code).toBe('unauthorized');
  }
  expect((await refusal(enter(codeOf(secret)))).code).toBe('too_many_attempts');
  await db().rateLimit.updateMany({ where: { key: { startsWith: 'sign_in_turn:' } }, data: { expire: 1n } });
  expect((await refusal(enter())).message).toBe('second-factor-needed app');
  expect((await refusal(enter(wrong))).code).toBe('unauthorized');
  const waiting = await refusal(enter());
  expect(waiting.code).toBe('too_many_attempts');
  expect(waiting.retryAfterS).toBeGreaterThan(30);
});

test('a complete sign-in clears wrong codes; the password step alone does not count as a failure', async () => {
  const { secret, enter } = await makeProtected();
  for (let attempt = 1; attempt <= 8; attempt++) await refusal(enter());
  for (let attempt = 1; attempt <= 4; attempt++) await refusal(enter('000000'));
  await enter(codeOf(secret));
  for (let attempt = 1; attempt <= 4; attempt++) expect((await refusal(enter('000000'))).code).toBe('unauthorized');
});

test('a recovery code works once, in any notation, and only for its owner', async () => {
  const [ours, theirs] = await Promise.all([makeProtected(), makeProtected()]);
  const [code = ''] = ours.codes;
  expect(ours.codes).toHaveLength(10);
  expect((await refusal(theirs.enter(code))).message).toBe('This recovery code is wrong or was used already.');
  const both = await Promise.allSettled([ours.enter(code.toUpperCase()), ours.enter(code.replaceAll('-', ' '))]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await findTwoFactor(ours.person)).recoveryCodesLeft).toBe(9);
  expect(await actionsOf(ours.person.userId)).toContain('user.recovery_code_used');
  const stored = await db().recoveryCode.findMany({ where: { userId: ours.person.userId } });
  expect(JSON.stringify(stored)).not.toContain(code);
});

test('new recovery codes replace the old ones', async () => {
  const { person, codes, enter } = await makeProtected();
  const fresh = await makeRecoveryCodes(person, { password });
  expect((await refusal(enter(codes[0]))).code).toBe('unauthorized');
  await enter(fresh[0]);
  expect(new Set([...codes, ...fresh]).size).toBe(20);
});

test('each change requires the password, and a wrong one changes nothing', async () => {
  const { person, secret } = await makeProtected();
  const other = await makePerson();
  const wrong = { password: 'wrong' };
  for (const attempt of [
    () => beginTwoFactor(other, wrong),
    () => makeRecoveryCodes(person, wrong),
    () => disableTwoFactor(person, wrong),
  ]) {
    expect(await refusal(attempt())).toMatchObject({ fields: { password: 'This is not your password.' } });
  }
  expect(await findTwoFactor(person)).toMatchObject({ on: true, recoveryCodesLeft: 10 });
  expect(await findTwoFactor(other)).toMatchObject({ on: false });
  expect(await actionsOf(other.userId)).toEqual(['user.sign_in_failed']);
  expect((await db().twoFactor.findUniqueOrThrow({ where: { userId: person.userId } })).secret).not.toContain(secret);
});

test('limits password guesses within a session', async () => {
  const person = await makePerson();
  for (let i = 0; i < 5; i++) await refusal(disableTwoFactor(person, { password: 'wrong' }));
  expect((await refusal(disableTwoFactor(person, { password }))).code).toBe('too_many_attempts');
});

test('two-factor sign-in is off until a code proves that the app works', async () => {
  const person = await makePerson();
  const first = await beginTwoFactor(person, { password });
  const second = await beginTwoFactor(person, { password });
  expect(second.qrCode).toMatch(/^<svg /);
  expect((await refusal(confirmTwoFactor(person, { code: codeOf(first.secret) }))).fields).toHaveProperty('code');
  await signIn({ email: person.email, password }, client());
  await confirmTwoFactor(person, { code: codeOf(second.secret) });
  expect((await refusal(beginTwoFactor(person, { password }))).code).toBe('conflict');
  expect((await refusal(confirmTwoFactor(person, { code: codeOf(second.secret, 1) }))).code).toBe('conflict');
  // The code that confirmed it is used.
  const again = signIn({ email: person.email, password, code: codeOf(second.secret) }, client());
  expect((await refusal(again)).message).toBe(USED);
});

test('can be turned off by its owner, and by an operator for a user who lost phone and codes', async () => {
  const [own, lost] = await Promise.all([makeProtected(), makeProtected()]);
  await disableTwoFactor(own.person, { password });
  await own.enter();
  expect((await refusal(disableTwoFactorOf(own.person, lost.person.email))).code).toBe('forbidden');
  const operator = { kind: 'system', name: 'test', accountId: null } as const;
  expect(await disableTwoFactorOf(operator, lost.person.email)).toMatchObject({ wasOn: true });
  await lost.enter();
  expect(await actionsOf(lost.person.userId)).toContain('user.two_factor_disabled');
  expect((await refusal(makeRecoveryCodes(lost.person, { password }))).code).toBe('conflict');
});

test('failed sign-ins of existing users are recorded without their input', async () => {
  const { person, enter } = await makeProtected();
  await refusal(signIn({ email: person.email, password: 'a wrong password' }, client()));
  await refusal(enter('123 456'));
  await expect
    .poll(async () => (await actionsOf(person.userId)).filter((action) => action === 'user.sign_in_failed').length)
    .toBe(2);
  const events = await db().auditEvent.findMany({ where: { action: 'user.sign_in_failed', targetId: person.userId } });
  for (const event of events) expect(event).toMatchObject({ accountId: person.accountId, actorKind: 'system' });
  expect(events.map(({ ip }) => ip)).toEqual([expect.stringMatching(/^198\.51/), expect.stringMatching(/^198\.51/)]);
  expect(JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(
    /wrong password|123 ?456/,
  );
});
