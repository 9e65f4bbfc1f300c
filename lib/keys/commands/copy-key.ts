import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { recordCopy } from '../../audit/record-copy';
import { AppError, notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db } from '../../database/db';
import { keyEncryptionContext } from '../../secrets/encryption-contexts';
import { unseal } from '../../secrets/seal';
import { requireCopyable } from '../grantable-scopes';

/**
 * The whole auth key, or the key id of a Basic or HMAC key: what the copy button copies. Only here is an auth key opened,
 * and that is recorded (`recordCopy`). Throws `not_found`, `conflict` for a key that was shown once, `forbidden` for one that may do
 * more than the actor.
 */
export async function copyKey(actor: Actor, id: string): Promise<string> {
  const accountId = requirePermission(actor, 'keys:copy');
  if (!isId(id)) throw notFound('key');
  return db().$transaction(async (tx) => {
    // A scope added meanwhile must see this copy in the audit log, or this copy must see the scope.
    await tx.$queryRaw`SELECT id FROM api_key WHERE id = ${id}::uuid AND account_id = ${accountId}::uuid FOR SHARE`;
    const key = await tx.apiKey.findFirst({
      where: { id, accountId, deletedAt: null },
      select: {
        name: true,
        keyId: true,
        copyable: true,
        scopes: true,
        secrets: { where: { validUntil: null }, select: { id: true, sealed: true } },
      },
    });
    if (!key) throw notFound('key');
    if (key.keyId) return key.keyId;
    requireCopyable(actor, key.scopes);
    const [secret] = key.secrets;
    if (!key.copyable || !secret?.sealed) {
      throw new AppError('conflict', 'This key was shown once and cannot be copied. Rotate it to get a new one.');
    }
    const detail = { name: key.name };
    await recordCopy(tx, actor, { action: 'key.copied', accountId, targetKind: 'key', targetId: id, detail });
    return unseal(secret.sealed, keyEncryptionContext.secret(secret.id));
  });
}

/**
 * The secret that signs the key's delivery reports, for the receiver that verifies them. Recorded in the audit log.
 * Throws `not_found`.
 */
export async function copyWebhookSecret(actor: Actor, id: string): Promise<string> {
  const accountId = requirePermission(actor, 'keys:copy');
  if (!isId(id)) throw notFound('key');
  return db().$transaction(async (tx) => {
    const key = await tx.apiKey.findFirst({
      where: { id, accountId, deletedAt: null },
      select: { name: true, webhookSecret: true },
    });
    if (!key) throw notFound('key');
    const detail = { name: key.name, what: 'webhook secret' };
    await recordCopy(tx, actor, { action: 'key.copied', accountId, targetKind: 'key', targetId: id, detail });
    return unseal(key.webhookSecret, keyEncryptionContext.webhookSecret(id));
  });
}
