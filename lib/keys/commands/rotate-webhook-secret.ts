import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { db } from '../../database/db';
import { keyEncryptionContext } from '../../secrets/encryption-contexts';
import { seal } from '../../secrets/seal';
import { newSigningSecret } from '../../webhooks/signature';
import { requireReach } from '../grantable-scopes';
import { rotateWebhookSecretSchema } from '../schema';
import { keepRecords, lockKey } from './key-transaction';

/** A new webhook secret, and until when the one before signs, too; null: it ended with the rotation. */
export type RotatedWebhookSecret = { secret: string; previousValidUntil: Date | null };

/**
 * Replaces the secret that signs the key's delivery reports and returns the new one. Until the overlap ends both sign; the
 * secret before the last one ends now. Throws `not_found`, `invalid_fields`.
 */
export async function rotateWebhookSecret(
  actor: Actor,
  input: { id: string; overlapS: number },
): Promise<RotatedWebhookSecret> {
  const accountId = requirePermission(actor, 'keys:update');
  const { id, overlapS } = rotateWebhookSecretSchema.parse(input);
  const secret = newSigningSecret();
  return db().$transaction(async (tx) => {
    const key = await lockKey(tx, accountId, id);
    requireReach(actor, key.environment);
    const previousValidUntil = overlapS > 0 ? new Date(Date.now() + overlapS * 1_000) : null;
    await tx.apiKey.update({
      where: { id, accountId },
      data: {
        webhookSecret: seal(secret, keyEncryptionContext.webhookSecret(id)),
        previousWebhookSecret: previousValidUntil && key.webhookSecret,
        previousWebhookSecretUntil: previousValidUntil,
      },
    });
    const oldValidUntil = (previousValidUntil ?? new Date()).toISOString();
    const detail = { what: 'webhook secret', after: `a new one, the old one valid until ${oldValidUntil}` };
    await keepRecords(tx, actor, key, [{ action: 'key.updated', detail }]);
    return { secret, previousValidUntil };
  });
}
