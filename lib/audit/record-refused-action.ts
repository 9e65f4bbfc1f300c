import type { UserActor } from '../access/actor';
import type { AppError } from '../base/errors';
import { lowestIdAt } from '../base/ids';
import { db } from '../database/db';
import { recordEvent } from './record-event';

/** Refused actions of one user recorded in an hour: enough to see them, too few to fill the disk. */
const MAX_PER_HOUR = 60;
const HOUR_MS = 3_600_000;

/** Records that a user tried an action without the permission for it. */
export async function recordRefusedAction(actor: UserActor, { needed, message }: AppError): Promise<void> {
  const { accountId, userId } = actor;
  const since = lowestIdAt(new Date(Date.now() - HOUR_MS));
  const recorded = await db().auditEvent.count({
    where: { accountId, actorId: userId, action: 'access.refused', id: { gte: since } },
    take: MAX_PER_HOUR,
  });
  if (recorded >= MAX_PER_HOUR) return;
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
