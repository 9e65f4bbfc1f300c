import type { UserActor } from '../access/actor';
import { recordEvent, recordFailedSignIn } from '../audit/record-event';
import { AppError, isAppError } from '../base/errors';
import { newId } from '../base/ids';
import { db, type Transaction } from '../database/db';
import { logger } from '../runtime/logger';
import { recordSecurityEvent } from '../security/record-security-event';
import { findKnownDevice, rememberDevice } from './known-devices';
import { verifyPassword } from './password';
import { type SignInInput, signInSchema } from './schema';
import { endReplacedSession, MEMBERS, memberActor } from './session-actor';
import { openSession } from './sessions';
import {
  type Attempt,
  type Consumed,
  clearFailures,
  consumeAttempt,
  refundAttempt,
  tooManyAttempts,
} from './sign-in-limits';
import { SecondFactorNeeded } from './two-factor/needed';
import { verifySecondFactor } from './two-factor/second-factor';

/** One message for an unknown address, a wrong password and a disabled user, so that it does not reveal who has an account. */
const WRONG = 'E-mail address or password is wrong.';

/** Read for an unknown address, which must take as long as a known one. */
const NO_USER = '00000000-0000-0000-0000-000000000000';

/** The client of a sign-in, as the web server determined it. */
export type SignInClient = {
  ip: string | null;
  userAgent: string | null;
  /** Its cookie of known devices. */
  deviceCookie: string | null;
  /** The session that its cookie contains, which a new sign-in replaces. */
  sessionId: string | null;
  /** The sealed challenge in its cookie, for a passkey. */
  challenge: string | null;
};

/** A new session, and the browser's new cookie of known devices. */
export type SignedIn = { sessionId: string; userId: string; deviceCookie: string };

/** A user as sign-in reads it. */
export type FoundUser = NonNullable<Awaited<ReturnType<typeof findByEmail>>>;

/**
 * Verifies e-mail address, password and, where two-factor sign-in is on, the code or passkey, and opens a session. Throws
 * `unauthorized` (wrong credentials), `SecondFactorNeeded` (password right, code missing), `too_many_attempts`,
 * `invalid_fields`, or `forbidden` for a user without an account.
 */
export async function signIn(input: SignInInput, client: SignInClient): Promise<SignedIn> {
  const { email, password, code, passkey } = signInSchema.parse(input);
  const found = await findByEmail(email);
  const knownDevice = await findKnownDevice(client.deviceCookie, found?.id ?? NO_USER);
  const attempt = { email, ip: client.ip, knownDevice };
  const consumed = await consumeAttempt(attempt);
  const user = await requirePassword(found, password, client, attempt, consumed);
  const actor = actorOf(user, client.ip);
  let signedIn: SignedIn;
  try {
    signedIn = await db().$transaction(async (tx) => {
      await requireUnchanged(tx, user);
      const secondFactor = await verifySecondFactor(tx, user.id, { code, passkey, challenge: client.challenge });
      const opened = await beginSession(tx, actor, client, {
        secondFactor: secondFactor !== 'none',
        detail: { second_factor: secondFactor },
      });
      // After the session's rows: other transactions lock those before the log's.
      if (secondFactor === 'recovery code') await recordUser(tx, actor, 'user.recovery_code_used');
      return opened;
    });
  } catch (error) {
    // A correct password alone does not count as a failure and does not clear failed codes.
    if (error instanceof SecondFactorNeeded) await refundAttempt(attempt, consumed);
    else if (isAppError(error)) await recordFailure(user, client, 'code');
    throw error;
  }
  await clearFailures(attempt);
  await endReplacedSession(client.sessionId, client.ip);
  return signedIn;
}

/** Returns the user whose password is right. Throws `unauthorized`, or `too_many_attempts` for a wrong password from an address that has had too many attempts. */
async function requirePassword(
  user: FoundUser | null,
  password: string,
  client: SignInClient,
  attempt: Attempt,
  consumed: Consumed,
): Promise<FoundUser> {
  const crowded = consumed.addressWaitS !== null;
  const matches = await verifyPassword(password, user?.passwordHash ?? null, { crowded }).catch(
    async (error: unknown) => {
      // No password was verified.
      await refundAttempt(attempt, consumed);
      throw error;
    },
  );
  if (user && matches && !user.disabledAt) return user;
  if (!user) recordSecurityEvent('sign_in_unknown_user', client.ip);
  // Not awaited: the response must not take longer for an existing user.
  else recordFailure(user, client, 'password').catch((error) => logger().error({ err: error }, 'not recorded'));
  if (consumed.addressWaitS === null) throw new AppError('unauthorized', WRONG);
  recordSecurityEvent('sign_in_limited', client.ip);
  throw tooManyAttempts(consumed.addressWaitS);
}

/** Opens the actor's session in this browser and records the sign-in. `detail`: how the user signed in. */
export async function beginSession(
  tx: Transaction,
  actor: UserActor,
  client: SignInClient,
  { secondFactor, detail }: { secondFactor: boolean; detail: Record<string, string> },
): Promise<SignedIn> {
  const { sessionId, userId, accountId } = actor;
  const { ip, userAgent } = client;
  const { deviceId, deviceCookie } = await rememberDevice(tx, userId, client.deviceCookie, userAgent);
  await openSession(tx, { id: sessionId, userId, accountId, ip, userAgent, deviceId, secondFactor });
  await recordUser(tx, actor, 'user.signed_in', detail);
  return { sessionId, userId, deviceCookie };
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

function recordUser(
  tx: Transaction,
  actor: UserActor,
  action: 'user.signed_in' | 'user.recovery_code_used',
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
  recordSecurityEvent('sign_in_failed', ip);
  return recordFailedSignIn({ userId: user.id, accountId: user.members[0]?.accountId ?? null }, { ip, step });
}

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
