import type { UserActor } from '../../access/actor';
import { db } from '../../database/db';

export type PasskeyView = {
  id: string;
  name: string;
  /** Whether it can be copied to other devices of its owner. */
  synced: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
};

/** Returns the actor's own passkeys, oldest first. */
export async function listPasskeys(actor: UserActor): Promise<PasskeyView[]> {
  return db().passkey.findMany({
    where: { userId: actor.userId },
    orderBy: { id: 'asc' },
    select: { id: true, name: true, synced: true, createdAt: true, lastUsedAt: true },
  });
}
