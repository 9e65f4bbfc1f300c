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
import { forgiveAttempt, returnAttempt, takeAttempt } from './sign-in-limits';
import { SecondFactorNeeded } from './two-factor/needed';
import { takeSecondFactor } from './two-factor/second-factor';

/** One message for an unknown address, a wrong password and a disabled user: nobody learns who has an account. */
const WRONG = 'E-mail address or password is wrong.';

/** What the browser brought along: the address as the web server saw it, its name, its known-device token. */
export type SignInClient = { ip: string | null; userAgent: string | null; deviceToken: string | null };

/** A user as sign-in finds them. */
export type FoundUser = NonNullable<Awaited<ReturnType<typeof findByEmail>>>;

/**
 * Checks e-mail address and password, and where two-factor sign-in is on the code, and opens a session. Throws
 * `unauthorized` (wrong), `SecondFactorNeeded` (right so far, now the code), `too_many_attempts`, `invalid_fields`, or
 * `forbidden` for somebody without an account.
 */
export async function signIn(input: SignInInput, client: SignInClient): Promise<{ sessionId: string; userId: string }> {
  const { email, password, code } = signInSchema.parse(input);
  const user = await findByEmail(email);
  const knownDevice = user && client.deviceToken && isDeviceToken(client.deviceToken, user.id) ? user.id : null;
  const attempt = { email, ip: client.ip, knownDevice };
  const turn = await takeAttempt(attempt);
  const matches = await verifyPassword(password, user?.passwordHash ?? null).catch(async (error: unknown) => {
    // No password was tested.
    await returnAttempt(attempt, turn);
    throw error;
  });
  if (!user || !matches || user.disabledAt) {
    // Not waited for: it would take longer where there is somebody.
    if (user) noteFailure(user, client, 'password').catch((error) => logger().error({ err: error }, 'not recorded'));
    throw new AppError('unauthorized', WRONG);
  }
  const actor = actorOf(user, client.ip);
  try {
    await db().$transaction(async (tx) => {
      await requireUnchanged(tx, user);
      const secondFactor = await takeSecondFactor(tx, user.id, code);
      await beginSession(tx, actor, client, { second_factor: secondFactor });
      // After the session's rows, which others lock before the log's.
      if (secondFactor === 'recovery code') await recordUser(tx, actor, 'user.recovery_code_used');
    });
  } catch (error) {
    // The right password alone neither counts as a failure nor makes wrong codes forgotten.
    if (error instanceof SecondFactorNeeded) await returnAttempt(attempt, turn);
    else if (isAppError(error)) await noteFailure(user, client, 'code');
    throw error;
  }
  await forgiveAttempt(attempt);
  return { sessionId: actor.sessionId, userId: user.id };
}

/** Opens the session that `actor` names, and records by which way they came in. */
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
 * Holds the user as sign-in judged them until the session is written: a password changed or a user disabled meanwhile
 * would otherwise end every session but this one.
 */
export async function requireUnchanged(tx: Transaction, user: FoundUser): Promise<void> {
  const unchanged = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM app_user
    WHERE id = ${user.id}::uuid AND password_hash = ${user.passwordHash} AND disabled_at IS NULL FOR SHARE`;
  if (unchanged.length === 0) throw new AppError('unauthorized', WRONG);
}

/** Ends the session for good: its cookie, replayed, opens nothing. Does nothing when it has ended already. */
export async function signOut(actor: UserActor): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id: actor.sessionId, userId: actor.userId } });
    if (count === 0) return;
    await recordUser(tx, actor, 'user.signed_out');
  });
}

/** Who a session belongs to now, or null: ended, expired, user disabled, or no longer a member of the account. */
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
  return { ...asMember(session.user, member), sessionId, ip };
}

/** The actor that `user` becomes by signing in from `ip`, in their first account. Throws `forbidden` without one. */
export function actorOf(user: FoundUser, ip: string | null): UserActor {
  const [member] = user.members;
  if (!member) {
    throw new AppError(
      'forbidden',
      'You belong to no account. Ask the operator of this installation to add you to one.',
    );
  }
  return { ...asMember(user, member), sessionId: newId(), ip };
}

function asMember(
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

function noteFailure(user: FoundUser, { ip }: SignInClient, step: 'password' | 'code'): Promise<void> {
  return recordFailedSignIn({ userId: user.id, accountId: user.members[0]?.accountId ?? null }, { ip, step });
}

/** What a browser keeps after a right password, so that wrong ones from elsewhere do not make its owner wait. */
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
  const given = Buffer.from(token);
  const expected = Buffer.from(deviceToken(userId));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
