import type { UserActor } from '../access/actor';
import type { AppError } from '../base/errors';
import { lowestIdAt } from '../base/ids';
import { db } from '../database/db';
import { recordEvent } from './record-event';

/** Refusals of one person that an hour's log keeps: enough to see them, too few to fill the disk. */
const KEPT_IN_AN_HOUR = 60;
const HOUR_MS = 3_600_000;

/** Writes down that somebody asked for what they have no right to. */
export async function recordRefusedAction(actor: UserActor, { needed, message }: AppError): Promise<void> {
  const { accountId, userId } = actor;
  const since = lowestIdAt(new Date(Date.now() - HOUR_MS));
  const kept = await db().auditEvent.count({
    where: { accountId, actorId: userId, action: 'access.refused', id: { gte: since } },
    take: KEPT_IN_AN_HOUR,
  });
  if (kept >= KEPT_IN_AN_HOUR) return;
  await db().$transaction((tx) =>
    recordEvent(tx, actor, {
      action: 'access.refused',
      accountId,
      targetKind: 'account',
      targetId: accountId,
      detail: { needed: needed ?? message },
    }),
  );
}
