import { record as audit } from '../audit/record';
import { db } from '../db';
import { bumpRevision } from './commands/key-transaction';
import type { KeyRecord } from './record';

/**
 * Locks the key on the first address that used it (sendSMS.ro: "locked on the first IP from the first request"). Called
 * only with a proved credential. Of many first requests one wins: the rest find the row locked and judge again.
 */
export async function lockOnFirstIp(key: KeyRecord, ip: string): Promise<void> {
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
    await audit(
      tx,
      { kind: 'key', keyId: key.id, keyName: key.name, accountId: key.accountId, scopes: key.scopes, ip },
      { action: 'key.locked', accountId: key.accountId, targetKind: 'key', targetId: key.id, detail: { ip } },
    );
  });
}
