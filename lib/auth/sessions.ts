import type { UserActor } from '../access/actor';
import { recordEvent } from '../audit/record-event';
import { db, pool, type Transaction } from '../database/db';
import { describeUserAgent } from './user-agent';

export const SESSION_DAYS = 14;
const DAY_MS = 86_400_000;
const MAX_USER_AGENT_LENGTH = 400;
/** Precision of "last seen": it is written at most this often. */
const LAST_SEEN_INTERVAL_MS = 300_000;

export type SessionView = {
  id: string;
  current: boolean;
  /** Browser and system, such as `Firefox on Windows`. */
  browser: string;
  ip: string | null;
  startedAt: Date;
  lastSeenAt: Date;
};

/** Writes the row of a new session, and deletes the user's expired ones. */
export async function openSession(
  tx: Transaction,
  session: { id: string; userId: string; accountId: string; ip: string | null; userAgent: string | null },
): Promise<void> {
  await tx.session.deleteMany({ where: { userId: session.userId, expiresAt: { lt: new Date() } } });
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
           WHERE s.id = ANY($1::uuid[]) AND s.expires_at > now() AND u.disabled_at IS NULL`,
    values: [ids],
  });
  return new Map(rows.map(({ id, accountId }) => [id, accountId]));
}

/** Updates the time of a session's last use, at most every five minutes. */
export async function renewLastSeen(session: { id: string; lastSeenAt: Date }): Promise<void> {
  const now = new Date();
  const due = new Date(now.getTime() - LAST_SEEN_INTERVAL_MS);
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
  const where = { userId: actor.userId, expiresAt: { gt: new Date() } };
  const select = { id: true, ip: true, userAgent: true, createdAt: true, lastSeenAt: true };
  const [current, others] = await Promise.all([
    db().session.findMany({ where: { ...where, id: actor.sessionId }, select }),
    db().session.findMany({
      where: { ...where, id: { not: actor.sessionId } },
      select,
      orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
      take: MAX_SESSIONS_LISTED - 1,
    }),
  ]);
  const rows = [...current, ...others];
  return rows.map((row) => ({
    id: row.id,
    current: row.id === actor.sessionId,
    browser: describeUserAgent(row.userAgent),
    ip: row.ip,
    startedAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
  }));
}

/** Ends another session of the actor, from its next request on. Does nothing when it has ended already. */
export async function endSession(actor: UserActor, id: string): Promise<void> {
  await endWhere(actor, { id });
}

/** Ends all sessions of the actor except the current one. Returns their number. */
export async function endOtherSessions(actor: UserActor): Promise<number> {
  return endWhere(actor, { id: { not: actor.sessionId } });
}

async function endWhere(actor: UserActor, where: { id: string | { not: string } }): Promise<number> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { ...where, userId: actor.userId } });
    if (count === 0) return 0;
    await recordEvent(tx, actor, {
      action: 'user.sessions_ended',
      accountId: actor.accountId,
      targetKind: 'user',
      targetId: actor.userId,
      detail: { sessions: count },
    });
    return count;
  });
}
