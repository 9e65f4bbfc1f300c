import type { Role, UserActor } from '../access/actor';
import { recordEvent } from '../audit/record-event';
import { db } from '../database/db';
import { env } from '../runtime/env';
import { idleSince, renewLastSeen } from './sessions';
import { hasSecondFactor } from './two-factor/has-second-factor';

/** A user's memberships, in the order of joining. */
export const MEMBERS = {
  select: {
    accountId: true,
    role: true,
    account: { select: { name: true, verifiedAt: true, twoFactorRequired: true } },
  },
  orderBy: { createdAt: 'asc' },
} as const;

type MemberRow = {
  accountId: string;
  role: Role;
  account: { name: string; verifiedAt: Date | null; twoFactorRequired: boolean };
};

/**
 * A session. `missing`: what it needs before it can be used, where its account or the installation requires two factors: the
 * second one of the user (`verify`), or to set one up.
 */
export type SessionState = { actor: UserActor; missing: null | 'verify' | 'set-up' };

/** Returns the session, or null: ended, expired, unused for too long, user disabled, or no longer a member of the account. */
export async function readSession(sessionId: string, ip: string | null): Promise<SessionState | null> {
  const session = await db().session.findUnique({
    where: { id: sessionId },
    select: {
      accountId: true,
      lastSeenAt: true,
      expiresAt: true,
      secondFactor: true,
      user: { select: { id: true, username: true, email: true, operator: true, disabledAt: true, members: MEMBERS } },
    },
  });
  const now = new Date();
  if (!session || session.expiresAt <= now || session.lastSeenAt <= idleSince(now)) return null;
  if (session.user.disabledAt) return null;
  const member = session.user.members.find((candidate) => candidate.accountId === session.accountId);
  if (!member) return null;
  await renewLastSeen({ id: sessionId, lastSeenAt: session.lastSeenAt });
  const actor = { ...memberActor(session.user, member), sessionId, ip };
  if (session.secondFactor || !requiresTwoFactor(actor, member)) return { actor, missing: null };
  return { actor, missing: (await hasSecondFactor(actor.userId)) ? 'verify' : 'set-up' };
}

/** Returns the session's user, or null where there is none or a required second factor is missing. */
export async function findSessionActor(sessionId: string, ip: string | null): Promise<UserActor | null> {
  const session = await readSession(sessionId, ip);
  return session?.missing === null ? session.actor : null;
}

function requiresTwoFactor({ operator }: UserActor, { account }: MemberRow): boolean {
  return account.twoFactorRequired || (operator && env().OPERATOR_TWO_FACTOR === 'required');
}

/** Whether one of the user's accounts, or the installation, requires them to have a second factor. */
export async function mustHaveSecondFactor(userId: string): Promise<boolean> {
  const user = await db().user.findUniqueOrThrow({
    where: { id: userId },
    select: { operator: true, members: MEMBERS },
  });
  if (user.operator && env().OPERATOR_TWO_FACTOR === 'required') return true;
  return user.members.some(({ account }) => account.twoFactorRequired);
}

/** Ends the session, so that a replayed cookie is refused. Does nothing when it has ended already. */
export async function signOut(actor: UserActor): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id: actor.sessionId, userId: actor.userId } });
    if (count === 0) return;
    await recordEvent(tx, actor, {
      action: 'user.signed_out',
      accountId: actor.accountId,
      targetKind: 'user',
      targetId: actor.userId,
    });
  });
}

/** Ends the session that a browser had before a new sign-in, also of another user: its cookie is replaced. */
export async function endReplacedSession(sessionId: string | null, ip: string | null): Promise<void> {
  if (!sessionId) return;
  const replaced = await readSession(sessionId, ip);
  if (replaced) await signOut(replaced.actor);
  else await db().session.deleteMany({ where: { id: sessionId } });
}

/** The actor of a member, before the session is known. */
export function memberActor(
  user: { id: string; username: string; email: string; operator: boolean },
  member: MemberRow,
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
