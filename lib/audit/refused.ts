import type { UserActor } from '../auth/actor';
import { db } from '../db';
import type { AppError } from '../errors';
import { lowestIdAt } from '../ids';
import { record } from './record';

/** Refusals of one person that an hour's log keeps: enough to see them, too few to fill the disk. */
const KEPT_IN_AN_HOUR = 60;
const HOUR_MS = 3_600_000;

/** Writes down that somebody asked for what they have no right to. */
export async function noteRefused(actor: UserActor, { needed, message }: AppError): Promise<void> {
  const { accountId, userId } = actor;
  const since = lowestIdAt(new Date(Date.now() - HOUR_MS));
  const kept = await db().auditEvent.count({
    where: { accountId, actorId: userId, action: 'access.refused', id: { gte: since } },
    take: KEPT_IN_AN_HOUR,
  });
  if (kept >= KEPT_IN_AN_HOUR) return;
  await db().$transaction((tx) =>
    record(tx, actor, {
      action: 'access.refused',
      accountId,
      targetKind: 'account',
      targetId: accountId,
      detail: { needed: needed ?? message },
    }),
  );
}
