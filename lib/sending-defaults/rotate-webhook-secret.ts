import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { lockAccountForUpdate } from '../accounts/account-lock';
import { recordEvent } from '../audit/record-event';
import { notFound } from '../base/errors';
import { db } from '../database/db';
import type { RotatedWebhookSecret } from '../keys/commands/rotate-webhook-secret';
import { rotateWebhookSecretSchema } from '../keys/schema';
import { accountEncryptionContext } from '../secrets/encryption-contexts';
import { seal } from '../secrets/seal';
import { requireAllEnvironments } from '../webhooks/endpoints/endpoint-transaction';
import { newSigningSecret } from '../webhooks/signature';

/**
 * Replaces the secret that signs the account's received messages and returns the new one. Until the overlap ends both sign;
 * the secret before the last one ends now. Throws `invalid_fields`, `forbidden` for a test key.
 */
export async function rotateAccountWebhookSecret(
  actor: Actor,
  input: { overlapS: number },
): Promise<RotatedWebhookSecret> {
  const accountId = requirePermission(actor, 'webhooks:manage');
  requireAllEnvironments(actor);
  const { overlapS } = rotateWebhookSecretSchema.omit({ id: true }).parse(input);
  const secret = newSigningSecret();
  return db().$transaction(async (tx) => {
    if (!(await lockAccountForUpdate(tx, accountId))) throw notFound('account');
    const { webhookSecret } = await tx.account.findUniqueOrThrow({ where: { id: accountId } });
    const previousValidUntil = overlapS > 0 && webhookSecret !== null ? new Date(Date.now() + overlapS * 1_000) : null;
    await tx.account.update({
      where: { id: accountId },
      data: {
        webhookSecret: seal(secret, accountEncryptionContext.webhookSecret(accountId)),
        previousWebhookSecret: previousValidUntil && webhookSecret,
        previousWebhookSecretUntil: previousValidUntil,
      },
    });
    const after = `a new one, the old one valid until ${(previousValidUntil ?? new Date()).toISOString()}`;
    await recordEvent(tx, actor, {
      ...{ action: 'account.updated', accountId, targetKind: 'account', targetId: accountId },
      detail: { what: 'webhook secret', before: null, after },
    });
    return { secret, previousValidUntil };
  });
}
