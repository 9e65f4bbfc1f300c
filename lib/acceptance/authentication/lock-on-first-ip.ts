import { recordEvent as audit } from '../../audit/record-event';
import { db } from '../../database/db';
import { bumpRevision } from '../../keys/commands/key-transaction';
import { type CachedKey, keyActor } from './cached-key';

/**
 * Locks the key on the first address that used it (sendSMS.ro: "locked on the first IP from the first request"). Called
 * only with a verified credential. Of concurrent first requests one wins: the others reload the key and check it again.
 */
export async function lockOnFirstIp(key: CachedKey, ip: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: {
        id: key.id,
        accountId: key.accountId,
        ipMode: 'lock',
        ipRestricted: true,
        enabled: true,
        lockedIp: null,
        deletedAt: null,
      },
      data: { lockedIp: ip, lockedAt: new Date() },
    });
    if (count === 0) return;
    await bumpRevision(tx, key.accountId, [key.id]);
    const { id: targetId, accountId } = key;
    const entry = { action: 'key.locked', accountId, targetKind: 'key', targetId, detail: { ip } } as const;
    await audit(tx, keyActor(key, ip), entry);
  });
}
