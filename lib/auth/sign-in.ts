import { createHmac, timingSafeEqual } from 'node:crypto';
import type { UserActor } from '../access/actor';
import { recordEvent, recordFailedSignIn } from '../audit/record-event';
import { AppError, isAppError } from '../base/errors';
import { newId } from '../base/ids';
import { db, type Transaction } from '../database/db';
import { logger } from '../runtime/logger';
import { derivedKey } from '../secrets/digest';
import { verifyPassword } from './password';
import { type SignInInput, signInSchema } from './schema';
import { openSession, renewLastSeen } from './sessions';
import { clearFailures, consumeAttempt, refundAttempt } from './sign-in-limits';
import { SecondFactorNeeded } from './two-factor/needed';
import { verifySecondFactor } from './two-factor/second-factor';

/** One message for an unknown address, a wrong password and a disabled user, so that it does not reveal who has an account. */
const WRONG = 'E-mail address or password is wrong.';

/** The client of a sign-in: its address as the web server determined it, its user agent, its known-device token. */
export type SignInClient = { ip: string | null; userAgent: string | null; deviceToken: string | null };

/** A user as sign-in reads it. */
export type FoundUser = NonNullable<Awaited<ReturnType<typeof findByEmail>>>;

/**
 * Verifies e-mail address, password and, where two-factor sign-in is on, the code, and opens a session. Throws
 * `unauthorized` (wrong credentials), `SecondFactorNeeded` (password right, code missing), `too_many_attempts`,
 * `invalid_fields`, or `forbidden` for a user without an account.
 */
export async function signIn(input: SignInInput, client: SignInClient): Promise<{ sessionId: string; userId: string }> {
  const { email, password, code } = signInSchema.parse(input);
  const user = await findByEmail(email);
  const knownDevice = user && client.deviceToken && isDeviceToken(client.deviceToken, user.id) ? user.id : null;
  const attempt = { email, ip: client.ip, knownDevice };
  const usedRetrySlot = await consumeAttempt(attempt);
  const matches = await verifyPassword(password, user?.passwordHash ?? null).catch(async (error: unknown) => {
    // No password was verified.
    await refundAttempt(attempt, usedRetrySlot);
    throw error;
  });
  if (!user || !matches || user.disabledAt) {
    // Not awaited: the response must not take longer for an existing user.
    if (user) recordFailure(user, client, 'password').catch((error) => logger().error({ err: error }, 'not recorded'));
    throw new AppError('unauthorized', WRONG);
  }
  const actor = actorOf(user, client.ip);
  try {
    await db().$transaction(async (tx) => {
      await requireUnchanged(tx, user);
      const secondFactor = await verifySecondFactor(tx, user.id, code);
      await beginSession(tx, actor, client, { second_factor: secondFactor });
      // After the session's rows: other transactions lock those before the log's.
      if (secondFactor === 'recovery code') await recordUser(tx, actor, 'user.recovery_code_used');
    });
  } catch (error) {
    // A correct password alone does not count as a failure and does not clear failed codes.
    if (error instanceof SecondFactorNeeded) await refundAttempt(attempt, usedRetrySlot);
    else if (isAppError(error)) await recordFailure(user, client, 'code');
    throw error;
  }
  await clearFailures(attempt);
  return { sessionId: actor.sessionId, userId: user.id };
}

/** Opens the actor's session and records the sign-in. `detail`: how the user signed in. */
export async function beginSession(
  tx: Transaction,
  actor: UserActor,
  client: Pick<SignInClient, 'ip' | 'userAgent'>,
  detail: Record<string, string>,
): Promise<void> {
  const { sessionId, userId, accountId } = actor;
  await openSession(tx, { id: sessionId, userId, accountId, ip: client.ip, userAgent: client.userAgent });
  await recordUser(tx, actor, 'user.signed_in', detail);
}

/**
 * Locks the user, unchanged since it was read, until the session is written: a concurrent password change or disabling
 * would otherwise end every session but this one. Throws `unauthorized`.
 */
export async function requireUnchanged(tx: Transaction, user: FoundUser): Promise<void> {
  const unchanged = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM app_user
    WHERE id = ${user.id}::uuid AND password_hash = ${user.passwordHash} AND disabled_at IS NULL FOR SHARE`;
  if (unchanged.length === 0) throw new AppError('unauthorized', WRONG);
}

/** Ends the session, so that a replayed cookie is refused. Does nothing when it has ended already. */
export async function signOut(actor: UserActor): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id: actor.sessionId, userId: actor.userId } });
    if (count === 0) return;
    await recordUser(tx, actor, 'user.signed_out');
  });
}

/** Returns the session's user, or null: ended, expired, user disabled, or no longer a member of the account. */
export async function findSessionActor(sessionId: string, ip: string | null): Promise<UserActor | null> {
  const session = await db().session.findUnique({
    where: { id: sessionId },
    select: {
      accountId: true,
      lastSeenAt: true,
      expiresAt: true,
      user: { select: { id: true, username: true, email: true, operator: true, disabledAt: true, members: MEMBERS } },
    },
  });
  if (!session || session.expiresAt <= new Date() || session.user.disabledAt) return null;
  const member = session.user.members.find((candidate) => candidate.accountId === session.accountId);
  if (!member) return null;
  await renewLastSeen({ id: sessionId, lastSeenAt: session.lastSeenAt });
  return { ...memberActor(session.user, member), sessionId, ip };
}

/** Returns the actor for a sign-in of `user` from `ip`, in their first account. Throws `forbidden` without one. */
export function actorOf(user: FoundUser, ip: string | null): UserActor {
  const [member] = user.members;
  if (!member) {
    throw new AppError(
      'forbidden',
      'You belong to no account. Ask the operator of this installation to add you to one.',
    );
  }
  return { ...memberActor(user, member), sessionId: newId(), ip };
}

function memberActor(
  user: Pick<FoundUser, 'id' | 'username' | 'email' | 'operator'>,
  member: FoundUser['members'][number],
): Omit<UserActor, 'sessionId' | 'ip'> {
  return {
    kind: 'user',
    userId: user.id,
    username: user.username,
    email: user.email,
    accountId: member.accountId,
    accountName: member.account.name,
    accountVerified: member.account.verifiedAt !== null,
    role: member.role,
    operator: user.operator,
  };
}

function recordUser(
  tx: Transaction,
  actor: UserActor,
  action: 'user.signed_in' | 'user.signed_out' | 'user.recovery_code_used',
  detail: Record<string, string> = {},
): Promise<void> {
  return recordEvent(tx, actor, {
    action,
    accountId: actor.accountId,
    targetKind: 'user',
    targetId: actor.userId,
    detail,
  });
}

function recordFailure(user: FoundUser, { ip }: SignInClient, step: 'password' | 'code'): Promise<void> {
  return recordFailedSignIn({ userId: user.id, accountId: user.members[0]?.accountId ?? null }, { ip, step });
}

/** Returns the token that marks a browser as known after a sign-in, so that failures elsewhere do not make its owner wait. */
export function deviceToken(userId: string): string {
  return createHmac('sha256', derivedKey('device')).update(userId).digest('base64url');
}

const MEMBERS = {
  select: { accountId: true, role: true, account: { select: { name: true, verifiedAt: true } } },
  orderBy: { createdAt: 'asc' },
} as const;

export const SIGN_IN_FIELDS = {
  id: true,
  email: true,
  username: true,
  passwordHash: true,
  disabledAt: true,
  operator: true,
  members: MEMBERS,
} as const;

function findByEmail(email: string) {
  return db().user.findUnique({ where: { email }, select: SIGN_IN_FIELDS });
}

function isDeviceToken(token: string, userId: string): boolean {
  const actual = Buffer.from(token);
  const expected = Buffer.from(deviceToken(userId));
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
