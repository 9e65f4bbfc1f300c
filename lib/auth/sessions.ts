import type { Actor, UserActor } from '../access/actor';
import { recordEvent } from '../audit/record-event';
import { db, pool, type Transaction } from '../database/db';
import { env } from '../runtime/env';
import { confirmPassword } from './confirm-password';
import { DEVICE_DAYS, forgetDevices } from './known-devices';
import { describeUserAgent } from './user-agent';

export const SESSION_DAYS = 14;
const DAY_MS = 86_400_000;
const MAX_USER_AGENT_LENGTH = 400;
/** Precision of "last seen": it is written at most this often. */
const MAX_LAST_SEEN_INTERVAL_MS = 300_000;
const MINUTE_MS = 60_000;
/** Devices listed on a user's page. */
const MAX_DEVICES_LISTED = 50;

export type SessionView = {
  id: string;
  current: boolean;
  /** Browser and system, such as `Firefox on Windows`. */
  browser: string;
  ip: string | null;
  startedAt: Date;
  lastSeenAt: Date;
};

/** Returns the time before which a session without a request has ended at `now` (SESSION_IDLE_MINUTES). */
export function idleSince(now: Date): Date {
  return new Date(now.getTime() - env().SESSION_IDLE_MINUTES * MINUTE_MS);
}

export type NewSession = {
  id: string;
  userId: string;
  accountId: string;
  ip: string | null;
  userAgent: string | null;
  deviceId: string | null;
  secondFactor: boolean;
};

/** Writes the row of a new session, and deletes the user's expired ones. */
export async function openSession(tx: Transaction, session: NewSession): Promise<void> {
  const now = new Date();
  await tx.session.deleteMany({
    where: { userId: session.userId, OR: [{ expiresAt: { lt: now } }, { lastSeenAt: { lt: idleSince(now) } }] },
  });
  await tx.session.create({
    data: {
      ...session,
      userAgent: session.userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
      expiresAt: new Date(Date.now() + SESSION_DAYS * DAY_MS),
    },
  });
  // A program that signs in for each of its requests must not fill the table. The sessions used last are kept.
  await tx.$executeRaw`
    DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE user_id = ${session.userId}::uuid AND id <> ${session.id}::uuid
      ORDER BY last_seen_at DESC, id DESC OFFSET ${MAX_SESSIONS - 1})`;
}

/** Returns the account that each of these sessions shows, without those that are over. Does not count as a use. */
export async function findOpenSessions(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool().query<{ id: string; accountId: string }>({
    name: 'find-open-sessions',
    text: `SELECT s.id, s.account_id AS "accountId" FROM session s JOIN app_user u ON u.id = s.user_id
           JOIN member m ON m.user_id = s.user_id AND m.account_id = s.account_id
           JOIN account a ON a.id = s.account_id
           WHERE s.id = ANY($1::uuid[]) AND s.expires_at > now() AND s.last_seen_at > $2 AND u.disabled_at IS NULL
             AND (s.second_factor OR NOT (a.two_factor_required OR (u.operator AND $3::boolean)))`,
    values: [ids, idleSince(new Date()), env().OPERATOR_TWO_FACTOR === 'required'],
  });
  return new Map(rows.map(({ id, accountId }) => [id, accountId]));
}

/** Updates the time of a session's last use, at most every five minutes or a tenth of the idle limit. */
export async function renewLastSeen(session: { id: string; lastSeenAt: Date }): Promise<void> {
  const now = new Date();
  const intervalMs = Math.min(MAX_LAST_SEEN_INTERVAL_MS, (env().SESSION_IDLE_MINUTES * MINUTE_MS) / 10);
  const due = new Date(now.getTime() - intervalMs);
  if (session.lastSeenAt > due) return;
  // Of concurrent requests only the first one writes.
  await db().session.updateMany({
    where: { id: session.id, lastSeenAt: { lte: due } },
    data: { lastSeenAt: now },
  });
}

/** Sessions of a user that are listed, and those that are kept. */
export const MAX_SESSIONS_LISTED = 50;
const MAX_SESSIONS = 200;

/**
 * Returns the actor's own unexpired sessions: the current one first, then by last use, at most `MAX_SESSIONS_LISTED`. All can
 * be ended together.
 */
export async function listSessions(actor: UserActor): Promise<SessionView[]> {
  const where = current(actor.userId);
  const select = { id: true, ip: true, userAgent: true, createdAt: true, lastSeenAt: true };
  const [own, others] = await Promise.all([
    db().session.findMany({ where: { ...where, id: actor.sessionId }, select }),
    db().session.findMany({
      where: { ...where, id: { not: actor.sessionId } },
      select,
      orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
      take: MAX_SESSIONS_LISTED - 1,
    }),
  ]);
  const rows = [...own, ...others];
  return rows.map((row) => ({
    id: row.id,
    current: row.id === actor.sessionId,
    browser: describeUserAgent(row.userAgent),
    ip: row.ip,
    startedAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
  }));
}

const current = (userId: string) => {
  const now = new Date();
  return { userId, expiresAt: { gt: now }, lastSeenAt: { gt: idleSince(now) } };
};

/** A browser that is signed out and still known: failed attempts elsewhere do not make it wait. */
export type DeviceView = { id: string; browser: string; lastSeenAt: Date };

/** Returns the actor's known browsers without a session, by last sign-in. */
export async function listSignedOutDevices(actor: UserActor): Promise<DeviceView[]> {
  const { userId } = actor;
  const rows = await db().knownDevice.findMany({
    where: {
      userId,
      lastSeenAt: { gt: new Date(Date.now() - DEVICE_DAYS * DAY_MS) },
      sessions: { none: current(userId) },
    },
    select: { id: true, userAgent: true, lastSeenAt: true },
    orderBy: { lastSeenAt: 'desc' },
    take: MAX_DEVICES_LISTED,
  });
  return rows.map(({ id, userAgent, lastSeenAt }) => ({ id, browser: describeUserAgent(userAgent), lastSeenAt }));
}

type PasswordAgain = { password: string };

/**
 * Ends another session of the actor from its next request on, and forgets its browser. Does nothing when it has ended
 * already. Throws `invalid_fields` for a wrong password, `too_many_attempts`.
 */
export async function endSession(actor: UserActor, { id, password }: PasswordAgain & { id: string }): Promise<void> {
  await confirmPassword(actor, password);
  await endOwn(actor, { id });
}

/** Ends all sessions of the actor except the current one, and forgets their browsers. Returns their number. Throws like `endSession`. */
export async function endOtherSessions(actor: UserActor, { password }: PasswordAgain): Promise<number> {
  await confirmPassword(actor, password);
  return endOwn(actor, { id: { not: actor.sessionId } });
}

async function endOwn(actor: UserActor, where: { id: string | { not: string } }): Promise<number> {
  return db().$transaction(async (tx) => {
    const ended = await tx.session.findMany({ where: { ...where, userId: actor.userId }, select: { deviceId: true } });
    const { count } = await tx.session.deleteMany({ where: { ...where, userId: actor.userId } });
    if (typeof where.id === 'string') await forgetUnused(tx, actor.userId, ended);
    else await forgetOthers(tx, actor);
    if (count === 0) return 0;
    await recordEnded(tx, actor, actor.userId, count);
    return count;
  });
}

/** Forgets the browsers of ended sessions in which the user has no other session. */
async function forgetUnused(tx: Transaction, userId: string, ended: { deviceId: string | null }[]): Promise<void> {
  const ids = ended.flatMap(({ deviceId }) => deviceId ?? []);
  await tx.knownDevice.deleteMany({ where: { id: { in: ids }, userId, sessions: { none: {} } } });
}

/** Forgets all browsers of the actor except the current one. */
async function forgetOthers(tx: Transaction, { userId, sessionId }: UserActor): Promise<void> {
  const own = await tx.session.findFirst({ where: { id: sessionId, userId }, select: { deviceId: true } });
  await forgetDevices(tx, userId, own?.deviceId ?? null);
}

/** Forgets a browser of the actor that is signed out. Throws like `endSession`. */
export async function forgetDevice(actor: UserActor, { id, password }: PasswordAgain & { id: string }): Promise<void> {
  await confirmPassword(actor, password);
  await db().knownDevice.deleteMany({ where: { id, userId: actor.userId, sessions: { none: current(actor.userId) } } });
}

/** Records that the actor's session has proved the second factor. */
export async function setSecondFactor(tx: Transaction, { sessionId, userId }: UserActor): Promise<void> {
  await tx.session.updateMany({ where: { id: sessionId, userId }, data: { secondFactor: true } });
}

/** Records how many sessions of `userId` the actor has ended in its account. */
export function recordEnded(tx: Transaction, actor: Actor, userId: string, count: number): Promise<void> {
  return recordEvent(tx, actor, {
    action: 'user.sessions_ended',
    accountId: actor.accountId,
    targetKind: 'user',
    targetId: userId,
    detail: { sessions: count },
  });
}
