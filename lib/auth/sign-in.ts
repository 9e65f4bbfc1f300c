import { createHmac, timingSafeEqual } from 'node:crypto';
import { type SignInInput, signInSchema } from '../accounts/schema';
import { record } from '../audit/record';
import { db } from '../db';
import { AppError } from '../errors';
import { newId } from '../ids';
import { derivedKey } from '../secrets/digest';
import type { UserActor } from './actor';
import { verifyPassword } from './password';
import { forgiveAttempt, takeAttempt } from './sign-in-limits';

export const SESSION_DAYS = 14;
const DAY_MS = 86_400_000;
const MAX_USER_AGENT_LENGTH = 400;

/** One message for an unknown address, a wrong password and a disabled user: nobody learns who has an account. */
const WRONG = 'E-mail address or password is wrong.';

/** What the browser brought along: the address as the web server saw it, its name, its known-device token. */
export type SignInClient = { ip: string | null; userAgent: string | null; deviceToken: string | null };

/**
 * Checks e-mail address and password and opens a session. Throws `unauthorized` (wrong), `too_many_attempts`,
 * `invalid_fields`, or `forbidden` for somebody without an account.
 */
export async function signIn(input: SignInInput, client: SignInClient): Promise<{ sessionId: string; userId: string }> {
  const { email, password } = signInSchema.parse(input);
  const user = await findByEmail(email);
  const knownDevice = user && client.deviceToken && isDeviceToken(client.deviceToken, user.id) ? user.id : null;
  const attempt = { email, ip: client.ip, knownDevice };
  await takeAttempt(attempt);
  const matches = await verifyPassword(password, user?.passwordHash ?? null);
  if (!user || !matches || user.disabledAt) throw new AppError('unauthorized', WRONG);
  await forgiveAttempt(attempt);
  const [member] = user.members;
  if (!member) {
    throw new AppError(
      'forbidden',
      'You belong to no account. Ask the operator of this installation to add you to one.',
    );
  }
  const actor: UserActor = {
    kind: 'user',
    userId: user.id,
    username: user.username,
    email,
    accountId: member.accountId,
    accountName: member.account.name,
    accountVerified: member.account.verifiedAt !== null,
    role: member.role,
    operator: user.operator,
    sessionId: newId(),
    ip: client.ip,
  };
  await openSession(actor, client);
  return { sessionId: actor.sessionId, userId: user.id };
}

/** Ends the session for good: its cookie, replayed, opens nothing. Does nothing when it has ended already. */
export async function signOut(actor: UserActor): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id: actor.sessionId, userId: actor.userId } });
    if (count === 0) return;
    await record(tx, actor, {
      action: 'user.signed_out',
      accountId: actor.accountId,
      targetKind: 'user',
      targetId: actor.userId,
    });
  });
}

/** Who a session belongs to now, or null: ended, expired, user disabled, or no longer a member of the account. */
export async function findSessionActor(sessionId: string, ip: string | null): Promise<UserActor | null> {
  const session = await db().session.findUnique({
    where: { id: sessionId },
    select: {
      accountId: true,
      expiresAt: true,
      user: { select: { id: true, username: true, email: true, operator: true, disabledAt: true, members: MEMBERS } },
    },
  });
  if (!session || session.expiresAt <= new Date() || session.user.disabledAt) return null;
  const member = session.user.members.find((candidate) => candidate.accountId === session.accountId);
  if (!member) return null;
  return {
    kind: 'user',
    userId: session.user.id,
    username: session.user.username,
    email: session.user.email,
    accountId: session.accountId,
    accountName: member.account.name,
    accountVerified: member.account.verifiedAt !== null,
    role: member.role,
    operator: session.user.operator,
    sessionId,
    ip,
  };
}

/** What a browser keeps after a right password, so that wrong ones from elsewhere do not make its owner wait. */
export function deviceToken(userId: string): string {
  return createHmac('sha256', derivedKey('device')).update(userId).digest('base64url');
}

const MEMBERS = {
  select: { accountId: true, role: true, account: { select: { name: true, verifiedAt: true } } },
  orderBy: { createdAt: 'asc' },
} as const;

function findByEmail(email: string) {
  return db().user.findUnique({
    where: { email },
    select: { id: true, username: true, passwordHash: true, disabledAt: true, operator: true, members: MEMBERS },
  });
}

function isDeviceToken(token: string, userId: string): boolean {
  const given = Buffer.from(token);
  const expected = Buffer.from(deviceToken(userId));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function openSession(actor: UserActor, client: SignInClient): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.session.deleteMany({ where: { userId: actor.userId, expiresAt: { lt: new Date() } } });
    await tx.session.create({
      data: {
        id: actor.sessionId,
        userId: actor.userId,
        accountId: actor.accountId,
        ip: client.ip,
        userAgent: client.userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
        expiresAt: new Date(Date.now() + SESSION_DAYS * DAY_MS),
      },
    });
    await record(tx, actor, {
      action: 'user.signed_in',
      accountId: actor.accountId,
      targetKind: 'user',
      targetId: actor.userId,
    });
  });
}
